"""Download of an appointment's calendar file, by a signed link from the conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from bot.desk.appointments import booking
from bot.desk.appointments.calendar_file import MEDIA_TYPE, Links, calendar_file
from bot.desk.appointments.models import BOOKED, CANCELLED, Service
from channels.state import Gateway
from channels.web.errors import ApiError

router = APIRouter(prefix="/api/appointments")

_GONE = ApiError(404, "not_found", "这个链接打不开了，请在对话里说“我的预约”再取一次。")


@router.get("/{token}.ics")
async def calendar(request: Request, token: Annotated[str, Path(max_length=120)]) -> Response:
    """Return the calendar file of a booking; who holds no signed link learns nothing."""
    gateway: Gateway = request.app.state.gateway
    receipt = Links(gateway.settings.secret_key.get_secret_value()).read(token)
    if receipt is None:
        raise _GONE
    async with gateway.database.read() as session:
        found = await booking.by_receipt(session, receipt)
        if found is None or found.state not in (BOOKED, CANCELLED):
            raise _GONE
        service = await session.get(Service, (found.court_code, found.kind))
    headers = {
        "Content-Disposition": f'attachment; filename="appointment-{receipt}.ics"',
        "Cache-Control": "no-store",
    }
    return Response(calendar_file(found, service), media_type=MEDIA_TYPE, headers=headers)
