"""BenchmarkFailed: the one exception of this package."""

from __future__ import annotations


class BenchmarkFailed(Exception):
    """What is to be measured does not work; the message says what. A missed target is none."""
