"""A gateway for the page to talk to: it serves what Vite built and says what the test tells it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

JSON = dict[str, Any]
NOTICE = "我是机器，不是法官。对话会被记录，用来答复您。随时可以说“人工”找工作人员。"
GREETING = {
    "text": "您好，我是诉讼服务智能助手。查案件、问程序、算费用和期限都可以，直接说您的事就行。",
    "buttons": [
        {"title": "查我的案件", "payload": "/case_progress_query"},
        {"title": "算诉讼费", "payload": "/calculate_fee"},
    ],
}
STARTERS = (
    "我的案子到哪一步了",
    "标的额五十万诉讼费多少",
    "不服判决怎么上诉",
    "对方不还钱怎么执行",
)

# As strict as a policy can be; with its last two rules a browser refuses markup made from strings.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types vue"
)


@dataclass
class Refusal:
    """An error answer in the gateway's shape."""

    status: int
    message: str
    retry_after: int = 0

    def response(self) -> Response:
        """Return it as it goes over the wire."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else None
        body = {"error": {"code": "test", "message": self.message}}
        return JSONResponse(body, self.status, headers)


def echo(message: JSON) -> list[JSON]:
    """Answer with what was said."""
    return [{"text": f"收到：{message.get('text') or message.get('payload')}"}]


@dataclass
class FakeGateway:
    """Sessions, their histories, and the answers that the test has laid out.

    `answer` makes the replies to a message. `refusals` are given out first, one a message; None
    among them means: take the message, and lose half of the answer. With `reload` the
    session has moved to another conversation. `hold` and
    `hold_sessions` stop answers until set.
    """

    dist: Path
    answer: Callable[[JSON], list[JSON]] = echo
    config: JSON = field(default_factory=lambda: dict(CONFIG))
    refusals: deque[Refusal | None] = field(default_factory=deque)
    received: list[JSON] = field(default_factory=list)
    histories: dict[str, list[JSON]] = field(default_factory=dict)
    reload: bool = False
    refuse_sessions: Refusal | None = None
    hold: threading.Event = field(default_factory=threading.Event)
    hold_sessions: threading.Event = field(default_factory=threading.Event)
    listening: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Begin without pages; answers are not held back."""
        self.hold.set()
        self.hold_sessions.set()
        self._answered: dict[str, list[JSON]] = {}
        self._pages: list[asyncio.Queue[str | None]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        options = uvicorn.Config(self._app(), log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve)

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the streams and the server."""
        self.hold.set()
        self.hold_sessions.set()
        self.hang_up()
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()

    def push(self, event: str, data: JSON) -> None:
        """Send an event to every open page; a reply also becomes part of the histories."""
        if event == "reply":
            for history in self.histories.values():
                history.append(data)
        self._to_pages(f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n")

    def hang_up(self) -> None:
        """Break every page's event stream."""
        self.listening.clear()
        self._to_pages(None)

    def expire(self) -> None:
        """Forget every session."""
        self.histories.clear()

    def said(self) -> list[str]:
        """Return the texts and payloads received, in order."""
        return [message.get("text") or message["payload"] for message in self.received]

    def _serve(self) -> None:
        self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        self._loop.close()

    def _to_pages(self, item: str | None) -> None:
        for page in list(self._pages):
            self._loop.call_soon_threadsafe(page.put_nowait, item)

    def _app(self) -> Starlette:
        routes = [
            Route("/", lambda _request: FileResponse(self.dist / "index.html")),
            Mount("/assets", StaticFiles(directory=self.dist / "assets")),
            Route("/api/chat/config", self._config),
            Route("/api/chat/sessions", self._open, methods=["POST"]),
            Route("/api/chat/messages", self._message, methods=["POST"]),
            Route("/api/chat/history", self._history),
            Route("/api/chat/events", self._events),
        ]
        return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, _headers)])

    async def _config(self, _request: Request) -> Response:
        return JSONResponse(self.config)

    async def _open(self, _request: Request) -> Response:
        if self.refuse_sessions:
            return self.refuse_sessions.response()
        await asyncio.to_thread(self.hold_sessions.wait)
        session = f"session-{len(self.histories) + 1}-{len(self.received)}"
        self.histories[session] = []
        self._record(session, "assistant", GREETING)
        return JSONResponse({"session": session, "greeting": {"replies": [GREETING]}})

    async def _message(self, request: Request) -> Response:
        message = await request.json()
        self.received.append(message)
        session, message_id = message["session"], message["message_id"]
        if session not in self.histories:
            return Refusal(401, "这次对话已失效。").response()
        refusal = self.refusals.popleft() if self.refusals else echo
        if isinstance(refusal, Refusal):
            return refusal.response()
        if message_id not in self._answered:
            text = message.get("title") or message.get("text")
            self._record(session, "citizen", {"text": text})
            replies = self.answer(message)
            self._answered[message_id] = [self._record(session, "assistant", r) for r in replies]
        await asyncio.to_thread(self.hold.wait)
        if refusal is None:
            return Response('{"replies": [{"te', media_type="application/json")
        if self.reload:
            replies = [{"text": reply["text"]} for reply in self._answered[message_id]]
            return JSONResponse({"replies": replies, "reload": True})
        return JSONResponse({"replies": self._answered[message_id]})

    async def _history(self, request: Request) -> Response:
        history = self.histories.get(request.query_params["session"])
        if history is None:
            return Refusal(401, "这次对话已失效。").response()
        return JSONResponse({"messages": history})

    async def _events(self, request: Request) -> Response:
        if request.query_params["session"] not in self.histories:
            return Refusal(401, "这次对话已失效。").response()
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        page: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.append(page)
        self.listening.set()
        try:
            yield "retry: 200\n\n"
            while (item := await page.get()) is not None:
                yield item
        finally:
            self._pages.remove(page)

    def _record(self, session: str, sender: str, content: JSON) -> JSON:
        history = self.histories[session]
        at = f"2026-01-05T02:{len(history):02}:00+00:00"
        history.append({"id": len(history) + 1, "from": sender, "at": at, **content})
        return history[-1]


CONFIG = {
    "demo": True,
    "human_hours": "工作日 9:00—12:00、13:30—17:00",
    "record_notice": NOTICE,
    "starters": [{"title": text, "text": text} for text in STARTERS],
}


async def _headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = POLICY
    return response
