"""The webhooks of the phone door. Without TWILIO_AUTH_TOKEN there is no such door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from channels.limits import Voice
from channels.state import Gateway
from channels.voice import signature, words
from channels.voice.form import Form, Malformed, read
from channels.voice.line import Line
from channels.voice.twiml import EMPTY

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/voice", include_in_schema=False)

Place = Annotated[int, Query(ge=0, le=10_000, alias="step")]
Poll = Annotated[int, Query(ge=0, le=1_000)]


def xml(answer: str) -> Response:
    """Return TwiML as the platform wants it."""
    return Response(answer, media_type="text/xml; charset=utf-8")


async def signed_form(request: Request) -> Form:
    """Return the form of a request that the platform has signed.

    Refused without a word of why: 404 when the door is closed, 403 for a missing or wrong
    signature, 400 for a body that is signed and still no form.
    """
    gateway: Gateway = request.app.state.gateway
    settings = gateway.settings
    token = settings.twilio_auth_token.get_secret_value()
    if not token:
        raise HTTPException(404)
    given = next(filter(None, map(request.headers.get, signature.HEADERS)), None)
    if given is None:
        raise HTTPException(403)
    body = await _body(request)
    url = f"{settings.public_url.rstrip('/')}{request.url.path}"
    url += f"?{request.url.query}" if request.url.query else ""
    try:
        form = read(body)
    except Malformed:
        raise HTTPException(403) from None
    if not signature.is_signed(token, url, form, given):
        raise HTTPException(403)
    try:
        form.call_sid  # noqa: B018 - is there one
    except Malformed:
        raise HTTPException(400) from None
    return form


async def _body(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > Voice.MAX_BODY:
            raise HTTPException(413)
    return bytes(raw)


def line_of(request: Request) -> Line:
    """Return the line."""
    found: Line = request.app.state.line
    return found


Signed = Annotated[Form, Depends(signed_form)]
OfLine = Annotated[Line, Depends(line_of)]


async def _in_words(answer: Callable[[], Awaitable[str]], failed: Callable[[], str]) -> Response:
    """Return an answer, or what the caller hears when something of ours fails."""
    try:
        return xml(await answer())
    except Exception as error:
        log.error("voice_failed", error=type(error).__name__)
        return xml(failed())


@router.post("/incoming")
async def incoming(form: Signed, line: OfLine) -> Response:
    """A call begins."""
    return await _in_words(lambda: line.incoming(form), lambda: line.busy(1))


@router.post("/turn")
async def turn(form: Signed, line: OfLine, step: Place) -> Response:
    """The caller's words or keys, or silence."""
    return await _in_words(lambda: line.turn(form, step), lambda: line.busy(step))


@router.post("/wait")
async def wait(form: Signed, line: OfLine, step: Place, poll: Poll = 1) -> Response:
    """A slow answer is asked for again."""
    return await _in_words(lambda: line.turn(form, step, poll), lambda: line.busy(step))


@router.post("/rung")
async def rung(form: Signed, line: OfLine, step: Place) -> Response:
    """The seats were rung, or the queue was left."""
    return await _in_words(lambda: line.rung(form, step), lambda: line.busy(step))


@router.post("/fallback")
async def fallback(form: Signed, line: OfLine) -> Response:
    """The platform's last resort."""
    return await _in_words(lambda: line.fallback(form), lambda: line.sorry(words.FAILED))


@router.post("/status")
async def status(form: Signed, line: OfLine) -> Response:
    """How the call goes; on a failure of ours the platform may come again."""
    await line.status(form)
    return xml(EMPTY)
