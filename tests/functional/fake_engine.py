"""An engine that is slow, remembers what it answered, and is never restarted with the gateway."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class SlowEngine:
    """Answers as the engine's door does: a message that it knows gets the same replies again.

    ``asked`` is set whenever a turn has arrived, so that a test can kill the gateway meanwhile.
    """

    delay: float = 0.3
    posts: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    effects: Counter[str] = field(default_factory=Counter)
    asked: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> SlowEngine:
        """Serve on a free port."""
        engine = self

        class Door(_Door):
            pass

        Door.engine = engine
        self._answers: dict[str, dict[str, Any]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked_in_all(self) -> int:
        """Return how often the gateway asked."""
        return sum(len(posts) for posts in self.posts.values())

    def asked_again(self) -> int:
        """Return how often the gateway asked for what it had asked before."""
        return self.asked_in_all() - len(self.posts)

    def turn(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one post of the gateway."""
        message_id = asked["message_id"]
        self.posts[message_id].append(asked["retry"])
        self.asked.set()
        with self._locks[message_id]:
            if asked["retry"] and message_id in self._answers:
                return self._answers[message_id]
            time.sleep(self.delay)
            self.effects[message_id] += 1
            text = f"“{asked['content']}”办好了，第{self.effects[message_id]}次。"
            self._answers[message_id] = {"replies": [{"text": text}], "understood": {}}
            return self._answers[message_id]


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine: SlowEngine

    def handle(self) -> None:
        # The gateway was killed while we listened or answered: that is what the test is about.
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._answer({"status": "ok"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._answer(self.engine.turn(asked))

    def _answer(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        pass
