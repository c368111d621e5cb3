"""Mutants: the program with one lock taken out. Each must make a test fail; `make mutants` sees to it."""
