"""Use cases, one module per article. Each goes through `desk`: rule, event, pieces, letters, journal: all or none."""
