"""Repeatable measurements with a table as output: ``python -m benchmarks``."""
