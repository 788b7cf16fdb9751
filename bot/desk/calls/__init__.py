"""Telephone calls: how far each one has come, so that a power cut loses no step of it."""
