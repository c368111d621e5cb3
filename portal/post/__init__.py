"""Letters: which act tells whom, and how that reaches them. A letter holds nothing of the case."""
