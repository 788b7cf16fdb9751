"""One assistant for the conversations of a module, as it is started, and a browser that talks."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.system.test_run import Assistant

Reply = dict[str, Any]


class Talk:
    """One conversation on the web."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._session = client.post("/api/chat/sessions").json()["session"]

    def say(self, text: str) -> str:
        """Return the replies to a message as one text."""
        return "\n".join(reply["text"] for reply in self.replies(text=text))

    def press(self, payload: str) -> str:
        """Return the replies to a button."""
        return "\n".join(reply["text"] for reply in self.replies(payload=payload))

    def replies(self, **body: str) -> list[Reply]:
        """Return the replies to a message."""
        sent = self._client.post("/api/chat/messages", json={"session": self._session, **body})
        assert sent.status_code == 200, sent.text
        replies: list[Reply] = sent.json()["replies"]
        assert replies and all(reply["text"] for reply in replies)
        assert not any("抱歉，系统" in reply["text"] for reply in replies), replies
        return replies

    def refused(self, **body: str) -> int:
        """Return the status of a message that is refused."""
        return self._client.post(
            "/api/chat/messages", json={"session": self._session, **body}
        ).status_code


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant with limits that a fast test does not meet."""
    many = {"MESSAGES_PER_MINUTE": "10000", "ADDRESS_MESSAGES_PER_MINUTE": "10000"}
    # One lock minute would outlast the test either way; the address lock would stop every other.
    running = Assistant(tmp_path_factory.mktemp("var"), **many)
    running.start()
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait()


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[httpx.Client]:
    """A browser."""
    address = f"http://127.0.0.1:{assistant.env['PORT']}"
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as opened:
        yield opened


@pytest.fixture
def talk(client: httpx.Client) -> Talk:
    """A new conversation."""
    return Talk(client)


@pytest.fixture(scope="module")
def cases(assistant: Assistant) -> list[dict[str, str]]:
    """Demo cases with their codes."""
    shown = assistant.command("demo", "--show", "12")
    assert shown.returncode == 0, shown.stderr
    return [json.loads(line) for line in shown.stdout.splitlines()]
