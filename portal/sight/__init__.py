"""Who sees what: the only door to case data. What comes out is frozen."""
