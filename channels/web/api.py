"""The web API of the chat page."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.desk import addresses, record
from bot.desk.errors import NotOffered, UnknownConversation
from bot.desk.greeting import GREETING, RECORD_NOTICE
from bot.desk.inbox import Incoming
from bot.desk.models import RecordEntry
from bot.desk.withheld import withheld
from channels.joining import conversation_of, joined
from channels.limits import Web
from channels.rates import RateLimit
from channels.state import Gateway
from channels.web.errors import ApiError
from channels.web.events import view
from channels.web.text import clean

router = APIRouter(prefix="/api/chat")

EXPIRED = ApiError(401, "session", "这次对话已失效，请刷新页面重新开始。")
BUSY = ApiError(503, "busy", "系统正忙，您的话没有丢，请稍后再发一次。", retry_after=3)


def gateway(request: Request) -> Gateway:
    """Return what the gateway works with."""
    found: Gateway = request.app.state.gateway
    return found


async def client_of(request: Request) -> str:
    """Return the keyed hash of the caller's address; the address itself is not kept."""
    key = gateway(request).settings.hash_key.get_secret_value().encode()
    address = request.client.host if request.client else ""
    return hmac.new(key, f"address:{address}".encode(), hashlib.sha256).hexdigest()[:32]


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request, refusing what is too large or is none."""
    if int(request.headers.get("content-length") or 0) > Web.MAX_BODY:
        raise ApiError(413, "too_long", f"内容太长了，请控制在 {Web.MAX_TEXT} 字以内。")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > Web.MAX_BODY:
            raise ApiError(413, "too_long", f"内容太长了，请控制在 {Web.MAX_TEXT} 字以内。")
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise ApiError(400, "json", "请求不是有效的 JSON。") from None
    if not isinstance(body, dict):
        raise ApiError(400, "json", "请求应当是一个 JSON 对象。")
    return body


def limit(allowance: RateLimit, key: str) -> None:
    """Refuse when a session or an address sends too fast."""
    if not allowance.allow(key):
        raise ApiError(429, "too_fast", "您发得太快了，请过一会儿再发。", retry_after=10)


def address_of(found: Gateway, token: object) -> str:
    """Return the address of a session token: the id of the conversation it opened."""
    address = found.sessions.read(token) if isinstance(token, str) else None
    if address is None:
        raise EXPIRED
    return address


async def spoken_in(found: Gateway, address: str) -> str:
    """Return the conversation of an address: its own, unless a code has moved it."""
    async with found.database.read() as session:
        return await addresses.find(session, "web", address) or address


@router.get("/config")
async def config(request: Request) -> dict[str, Any]:
    """What the page needs before a conversation begins."""
    settings = gateway(request).settings
    return {
        "demo": settings.environment != "production",
        "human_hours": settings.human_hours,
        "record_notice": RECORD_NOTICE,
        "starters": [{"title": title, "text": title} for title in STARTERS],
    }


STARTERS = (
    "我的案子到哪一步了",
    "标的额五十万诉讼费多少",
    "不服判决怎么上诉",
    "对方不还钱怎么申请执行",
)


@router.post("/sessions")
async def open_session(
    request: Request, client: Annotated[str, Depends(client_of)]
) -> dict[str, Any]:
    """Begin a conversation."""
    found = gateway(request)
    limit(found.address_limit, client)
    try:
        async with found.database.write() as session:
            conversation_id = await record.open_conversation(session, "web")
            opened = await record.conversation(session, conversation_id)
            entry = record.append(opened, "assistant", "greeting", GREETING.text, GREETING.parts())
            session.add(entry)
    except SQLAlchemyError:
        raise BUSY from None
    greeting = shown(view(entry))
    return {"session": found.sessions.sign(conversation_id), "greeting": {"replies": [greeting]}}


@router.post("/messages")
async def send(request: Request, client: Annotated[str, Depends(client_of)]) -> dict[str, Any]:
    """Answer one message: a text, or the payload of a button offered before."""
    found = gateway(request)
    body = await body_of(request)
    address = address_of(found, body.get("session"))
    limit(found.session_limit, address)
    limit(found.address_limit, client)
    message = incoming(body, address, client)
    if isinstance(message, str):
        return {"replies": [{"text": message}]}
    try:
        message = await placed(found, message, address)
        found.hub.publish(message.conversation_id, "typing", {})
        answered = await joined(found, message, address)
        if answered is not None:
            return moved(found, message, answered)
        written = await found.turns.take(message, title_of(body))
    except UnknownConversation:
        raise EXPIRED from None
    except NotOffered:
        raise ApiError(400, "payload", "这个选项已经过期，请直接打字告诉我。") from None
    except SQLAlchemyError:
        raise BUSY from None
    return {"replies": [shown(view(entry)) for entry in written]}


async def placed(found: Gateway, message: Incoming, address: str) -> Incoming:
    """Return a message in the conversation that it belongs to, and note that its door was used.

    An address that was never moved stands nowhere: its conversation is the one it opened.
    """
    async with found.database.read() as session:
        if await addresses.find(session, "web", address) is None:
            return message
        before = await conversation_of(session, "web", address, message.message_id)
    async with found.database.write() as session:
        await addresses.conversation_at(session, "web", address)
    return replace(message, conversation_id=before or address)


def moved(found: Gateway, message: Incoming, written: Sequence[RecordEntry]) -> dict[str, Any]:
    """Return the answer to a code; open pages of the session read the history anew.

    Without ids: those of the conversation left mean other entries.
    """
    found.hub.publish(message.conversation_id, "reload", {})
    replies = [shown(view(entry)) for entry in written]
    for reply in replies:
        del reply["id"]
    return {"replies": replies, "reload": True}


def shown(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a reply without what only the history needs."""
    return {key: value for key, value in entry.items() if key not in ("from", "at")}


def incoming(body: dict[str, Any], address: str, client: str) -> Incoming | str:
    """Return the message of a request, or a sentence when there is nothing to answer."""
    payload, text = body.get("payload"), body.get("text")
    kind, content = ("payload", payload) if payload is not None else ("text", text)
    if not isinstance(content, str):
        raise ApiError(400, "text", "请在 text 里写上您的话。")
    if len(content) > Web.MAX_TEXT:
        raise ApiError(
            413, "too_long", f"内容太长了，请控制在 {Web.MAX_TEXT} 字以内，可以分几次发。"
        )
    content = clean(content)
    if not content:
        return "我没有收到文字。请把您的问题打出来，比如“我的案子到哪一步了”。"
    given = body.get("message_id") or uuid.uuid4().hex
    if not isinstance(given, str) or not 8 <= len(given) <= 40:
        raise ApiError(400, "message_id", "message_id 应当是 8 到 40 个字符。")
    return Incoming("web", f"{address}:{clean(given)}", address, kind, content, client)


def title_of(body: dict[str, Any]) -> str:
    """Return the title of the button that was pressed, as the page shows it."""
    title = body.get("title")
    return clean(title)[:60] if isinstance(title, str) and body.get("payload") else ""


@router.get("/history")
async def history(
    request: Request,
    session: Annotated[str, Query(max_length=500)],
) -> dict[str, Any]:
    """Return what was said last, oldest first."""
    found = gateway(request)
    conversation_id = await spoken_in(found, address_of(found, session))
    async with found.database.read() as reading:
        entries = await record.newest(reading, conversation_id)
        hidden = await withheld(reading, conversation_id, entries, record.utcnow())
    return {"messages": [view(entry, entry.seq in hidden) for entry in entries]}


@router.get("/events")
async def events(
    request: Request, session: Annotated[str, Query(max_length=500)]
) -> EventSourceResponse:
    """Stream what happens in a conversation: ``typing``, ``reply`` and ``reload``."""
    found = gateway(request)
    conversation_id = await spoken_in(found, address_of(found, session))

    async def stream() -> AsyncIterator[ServerSentEvent]:
        with found.hub.listen(conversation_id) as items:
            async for event, data in items:
                text = json.dumps(data, ensure_ascii=False)
                yield ServerSentEvent(text, event=event, id=str(data.get("id", "")))

    return EventSourceResponse(stream(), ping=20)
