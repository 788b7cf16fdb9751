"""Corrections: an answer marked wrong, reviewed by a second person, kept as a regression."""
