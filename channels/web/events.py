"""Live events for open pages: who types, and replies that come by themselves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from bot.desk.models import RecordEntry
from bot.desk.withheld import WITHHELD

_WAITING = 100
"""Events kept for a page that reads slowly; it finds the rest in the history."""


# What staff and the service need to know of an entry.
_INNER = ("understood", "case", "continued_in", "by", "returned")


def view(entry: RecordEntry, hidden: bool = False) -> dict[str, Any]:
    """Return an entry as the page shows it, or what stands for it while it may not be shown."""
    text, parts = (WITHHELD.text, WITHHELD.parts()) if hidden else (entry.text, entry.body)
    body = {key: value for key, value in parts.items() if key not in _INNER}
    return {
        "id": entry.seq,
        "from": entry.sender,
        "at": entry.created_at.isoformat(),
        "text": text,
        **body,
    }


class Hub:
    """The web door: hands replies to the pages that are open on a conversation."""

    channel = "web"

    def __init__(self) -> None:
        """Begin without pages."""
        self._pages: defaultdict[str, set[asyncio.Queue[tuple[str, dict[str, Any]]]]]
        self._pages = defaultdict(set)

    async def deliver(self, entry: RecordEntry) -> None:
        """Show a reply; a closed page reads it from the history when it opens again."""
        self.publish(entry.conversation_id, "reply", view(entry))

    def publish(self, conversation_id: str, event: str, data: dict[str, Any]) -> None:
        """Send an event to every page open on a conversation."""
        for page in self._pages.get(conversation_id, ()):
            if not page.full():
                page.put_nowait((event, data))

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
        """Yield the events of a conversation from now on."""
        page: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue(_WAITING)
        self._pages[conversation_id].add(page)
        try:
            yield _items(page)
        finally:
            self._pages[conversation_id].discard(page)
            if not self._pages[conversation_id]:
                del self._pages[conversation_id]


async def _items(
    page: asyncio.Queue[tuple[str, dict[str, Any]]],
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    while True:
        yield await page.get()
