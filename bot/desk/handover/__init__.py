"""Handing a conversation to a person and back: the queue, the one owner, notes, forwards."""
