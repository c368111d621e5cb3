"""The employee portal: what was said, my standpoint, looking for a solution."""
