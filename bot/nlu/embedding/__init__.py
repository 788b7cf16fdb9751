"""Sentences as vectors, from whatever local model there is; none by default."""
