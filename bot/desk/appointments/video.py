"""Rooms for remote reception. Without a platform of its own the court sends the link itself."""

from __future__ import annotations

from typing import Protocol

from bot.desk.appointments.models import Booking

SENT_BY_COURT = "法院会把链接发给您"


class VideoRooms(Protocol):
    """A video platform that gives a room to a booking."""

    async def link(self, booking: Booking) -> str | None:
        """Return the address of the booking's room, ``None`` if the court sends it itself."""


class NullVideoRooms:
    """No platform: nothing is promised but what the court does."""

    async def link(self, booking: Booking) -> str | None:
        """Return no address."""
        return None
