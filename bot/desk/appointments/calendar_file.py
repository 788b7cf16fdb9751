"""A booking as an iCalendar file (RFC 5545), and the signed link that downloads it.

The file says when, where and for what; never whose case it is: calendars are shared.
"""

from __future__ import annotations

from datetime import timezone

from icalendar import Calendar, Event
from itsdangerous import BadSignature, URLSafeSerializer

from bot.court import courts
from bot.desk.appointments.kinds import KIND_NAMES
from bot.desk.appointments.models import CANCELLED, Booking, Service

MEDIA_TYPE = "text/calendar; charset=utf-8"
PATH = "/api/appointments/{token}.ics"


class Links:
    """Signs the receipts in links, so that nobody downloads another's appointment by counting."""

    def __init__(self, secret: str, public_url: str = "") -> None:
        """Sign with ``secret``; without ``public_url`` a link begins at the gateway's root."""
        self._serializer = URLSafeSerializer(secret, salt="appointment-calendar")
        self._root = public_url.rstrip("/")

    def of(self, receipt: str) -> str:
        """Return the address of a booking's calendar file."""
        return self._root + PATH.format(token=self._serializer.dumps(receipt))

    def read(self, token: str) -> str | None:
        """Return the receipt in a token, ``None`` if it was not signed here."""
        try:
            receipt = self._serializer.loads(token)
        except BadSignature:
            return None
        return receipt if isinstance(receipt, str) else None


def calendar_file(booking: Booking, service: Service | None) -> bytes:
    """Return the file; a cancelled booking takes itself out of the calendar it was put into."""
    event = Event()
    event.add("uid", f"{booking.receipt}@appointments")
    event.add("dtstamp", booking.updated_at.astimezone(timezone.utc))
    event.add("dtstart", booking.begins_at.astimezone(timezone.utc))
    event.add("dtend", booking.ends_at.astimezone(timezone.utc))
    event.add("sequence", booking.sequence)
    event.add("summary", f"法院预约：{KIND_NAMES[booking.kind]}")
    event.add("location", _where(booking, service))
    event.add("description", f"预约回执号 {booking.receipt}")
    cancelled = booking.state == CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//litigation service assistant//appointments//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _where(booking: Booking, service: Service | None) -> str:
    place = service.place if service else ""
    return " ".join(part for part in (court_name(booking.court_code), place) if part)


def court_name(court_code: str) -> str:
    """Return a court's name, its code where it has none."""
    court = courts.find(court_code)
    return court.name if court else court_code
