"""``/wechat``: where WeChat's server calls."""

from __future__ import annotations

import asyncio
import time

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from channels.limits import WeChat
from channels.wechat import binding, xml
from channels.wechat.door import WeChatDoor
from channels.wechat.errors import Refused
from channels.wechat.messages import Message
from channels.wechat.security import Opened

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
router.include_router(binding.router)
SUCCESS = "success"


def door(request: Request) -> WeChatDoor:
    """Return the open door.

    Raises:
        HTTPException: 404, as WECHAT_TOKEN is not set.
    """
    found: WeChatDoor | None = request.app.state.wechat
    if found is None:
        raise HTTPException(404)
    return found


@router.get("/wechat")
async def verify(request: Request) -> Response:
    """Answer WeChat's check of this address."""
    try:
        echo = door(request).security.verify(request.query_params)
    except Refused as refusal:
        return _refused(refusal)
    return Response(echo, media_type="text/plain")


@router.post("/wechat")
async def receive(request: Request) -> Response:
    """Take a message, and answer it now if the answer is ready in time."""
    began = time.monotonic()
    here = door(request)
    try:
        opened = here.security.open(request.query_params, await _body(request))
        message = Message.of(opened.fields)
        text = await here.reception.take(message, began, request.is_disconnected)
    except Refused as refusal:
        return _refused(refusal)
    except SQLAlchemyError as error:
        return _refused(Refused(503, type(error).__name__))
    if not text:
        return Response(SUCCESS, media_type="text/plain")
    return Response(_passive(here, opened, message, text), media_type="application/xml")


def _passive(here: WeChatDoor, opened: Opened, message: Message, text: str) -> str:
    """Return a passive reply, sealed when the message was."""
    plain = xml.write(
        {
            "ToUserName": message.openid,
            "FromUserName": message.account,
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": text,
        }
    )
    return here.security.seal(plain) if opened.encrypted else plain


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(WeChat.ANSWER_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > WeChat.MAX_BODY:
                    raise Refused(413, "too large")
    except (TimeoutError, ClientDisconnect):
        raise Refused(400, "no whole body") from None
    return bytes(body)


def _refused(refusal: Refused) -> Response:
    log.info("wechat_refused", status=refusal.status, reason=refusal.reason)
    return Response(status_code=refusal.status)
