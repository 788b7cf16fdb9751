"""Contact windows: how many messages a platform lets us send to an address, and until when.

A message of the citizen opens the long window, an action (a press on a menu, a scan, a
subscription) the short one. Each opening counts anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.desk.platforms.models import ContactWindow

_COLUMNS = ("channel", "address", "message_left", "action_left")


@dataclass(frozen=True)
class Opening:
    """What a citizen's act allows: so many messages for so long."""

    kind: Literal["message", "action"]
    quota: int
    lasts: timedelta


async def opened(
    session: AsyncSession, channel: str, address: str, opening: Opening, now: datetime
) -> None:
    """Begin a window anew."""
    await insert_missing(session, ContactWindow, _COLUMNS, [(channel, address, 0, 0)])
    until, left = f"{opening.kind}_until", f"{opening.kind}_left"
    await _set(session, channel, address, {until: now + opening.lasts, left: opening.quota})


async def take(session: AsyncSession, channel: str, address: str, now: datetime) -> bool:
    """Count one message that is about to be sent; ``False`` when none is allowed now."""
    found = await session.get(ContactWindow, (channel, address), with_for_update=True)
    if found is None:
        return False
    if found.action_until and found.action_until > now and found.action_left > 0:
        found.action_left -= 1
        return True
    if found.message_until and found.message_until > now and found.message_left > 0:
        found.message_left -= 1
        return True
    return False


async def give_back(session: AsyncSession, channel: str, address: str) -> None:
    """Undo ``take``: the platform surely did not get the message."""
    found = await session.get(ContactWindow, (channel, address), with_for_update=True)
    if found is not None and found.message_until is not None:
        found.message_left += 1


async def closed(session: AsyncSession, channel: str, address: str) -> None:
    """Allow nothing until the citizen acts again: the platform says so, or they have left."""
    await _set(session, channel, address, {"message_left": 0, "action_left": 0})


async def _set(
    session: AsyncSession, channel: str, address: str, values: dict[str, object]
) -> None:
    changed = (
        update(ContactWindow)
        .where(ContactWindow.channel == channel, ContactWindow.address == address)
        .values(values)
    )
    await session.execute(changed)
