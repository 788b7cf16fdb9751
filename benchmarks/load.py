"""The load generator, a process of its own: a job as JSON goes in, its result comes out."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.errors import BenchmarkFailed
from benchmarks.keep_alive import Client, Refused
from benchmarks.messages import Conversation, Say

ROOT = Path(__file__).resolve().parent.parent
# What a citizen reads when the engine or an action has failed.
APOLOGIES = ("系统现在答不上来", "错误编号")


@dataclass(frozen=True)
class Job:
    """So many users talk until the seconds or the turns (of all together) are over."""

    host: str
    port: int
    users: int
    seconds: float
    turns: int
    conversations: Sequence[Conversation]


@dataclass
class Result:
    """Times in seconds; ``astray`` counts the messages not answered as intended."""

    turns: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    failures: list[str] = field(default_factory=list)
    astray: dict[str, int] = field(default_factory=dict)


class User:
    """One citizen: holds one conversation after another on one connection."""

    def __init__(self, host: str, port: int) -> None:
        """Nothing is opened yet."""
        self._client = Client(host, port)
        self._session = ""

    async def begin(self) -> None:
        """Open a conversation."""
        self._session = (await self._client.post("/api/chat/sessions", {}))["session"]

    async def say(self, text: str) -> tuple[float, list[dict[str, Any]]]:
        """Send a message; return the seconds until its replies, and the replies."""
        body = {"session": self._session, "text": text, "message_id": uuid.uuid4().hex}
        began = time.perf_counter()
        answer = await self._client.post("/api/chat/messages", body)
        return time.perf_counter() - began, answer["replies"]

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def failure(text: str, replies: Sequence[dict[str, Any]]) -> str:
    """Return what is wrong with the replies to a message, empty when it was answered."""
    if not replies:
        return f"{text}: no reply"
    said = " ".join(reply["text"] for reply in replies)
    return f"{text}: {said[:120]}" if any(words in said for words in APOLOGIES) else ""


def is_astray(said: Say, replies: Sequence[dict[str, Any]]) -> bool:
    """Whether no reply has the part that the message was to bring."""
    return bool(said.expects) and not any(reply.get(said.expects) for reply in replies)


class Load:
    """Runs one job."""

    def __init__(self, job: Job) -> None:
        """Nothing is sent yet."""
        self._job = job
        self._result = Result()
        self._astray: Counter[str] = Counter()
        self._begun = 0
        self._ends = 0.0

    async def run(self) -> Result:
        """Talk, and return what was measured."""
        began = time.perf_counter()
        self._ends = began + self._job.seconds
        await asyncio.gather(*(self._user(place) for place in range(self._job.users)))
        self._result.elapsed = time.perf_counter() - began
        self._result.astray = dict(self._astray)
        return self._result

    async def _user(self, place: int) -> None:
        user = User(self._job.host, self._job.port)
        try:
            while self._goes_on():
                conversations = self._job.conversations
                await self._talk(user, conversations[place % len(conversations)])
                place += self._job.users
        except (OSError, EOFError, Refused) as error:
            self._result.failures.append(f"{type(error).__name__}: {error}")
        finally:
            user.close()

    async def _talk(self, user: User, conversation: Conversation) -> None:
        await user.begin()
        for said in conversation:
            if not self._goes_on():
                return
            self._begun += 1
            seconds, replies = await user.say(said.text)
            self._result.turns.append(seconds)
            if wrong := failure(said.text, replies):
                self._result.failures.append(wrong)
            elif is_astray(said, replies):
                self._astray[said.text] += 1

    def _goes_on(self) -> bool:
        return self._begun < self._job.turns and time.perf_counter() < self._ends


async def measured(job: Job) -> Result:
    """Run a job in a process of its own and return its result.

    Raises:
        BenchmarkFailed: a turn or the process failed; times of failures say nothing.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.load"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise BenchmarkFailed(f"the load generator ended with {process.returncode}")
    result = Result(**json.loads(output))
    if result.failures or not result.turns:
        raise BenchmarkFailed("; ".join(result.failures[:3]) or "no turn was made")
    return result


def main() -> None:
    """Read a job, run it, write the result."""
    given = json.load(sys.stdin)
    told = [tuple(Say(*said) for said in each) for each in given.pop("conversations")]
    result = asyncio.run(Load(Job(**given, conversations=told)).run())
    json.dump(asdict(result), sys.stdout)


if __name__ == "__main__":
    main()
