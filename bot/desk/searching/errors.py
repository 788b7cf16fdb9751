"""What a search refuses.

DeskError
└── SearchError
    └── TooShort    no word of two characters
"""

from __future__ import annotations

from bot.desk.errors import DeskError


class SearchError(DeskError):
    """Base of what a search refuses."""


class TooShort(SearchError):
    """No word has two characters; the message is one sentence for staff."""
