"""Telephone calls at once against the gateway, signed as the platform signs; then forged ones."""

from __future__ import annotations

import asyncio
import secrets
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.machine import can_tell_usage
from benchmarks.messages import DemoCase
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from benchmarks.stack import HOST, VOICE_PUBLIC_URL, VOICE_TOKEN, Stack

_APOLOGIES = ("系统现在答不上来", "系统这会儿有点忙", "系统出了点问题")
_QUESTIONS = ("不服一审判决怎么上诉", "对方不还钱怎么申请强制执行", "起诉要带什么材料")
_FORGERS = 8
_SPEAKS = 0.5
"""Seconds a caller speaks or keys before each step; people take longer."""


class Caller:
    """One call after another. ``times`` are seconds of each webhook."""

    def __init__(self, port: int, times: list[float]) -> None:
        """Nothing is opened yet."""
        self._client = httpx.AsyncClient(
            base_url=f"http://{HOST}:{port}", timeout=30, trust_env=False
        )
        self._signer = RequestValidator(VOICE_TOKEN)
        self._times = times

    async def call(self, case: DemoCase) -> None:
        """Ask some questions, then for the own case on the keypad, and hang up.

        Raises:
            BenchmarkFailed: a webhook failed or apologised; times of failures say nothing.
        """
        self._sid = f"CA{secrets.token_hex(16)}"
        action = await self._post(f"{VOICE_PUBLIC_URL}/voice/incoming")
        for question in _QUESTIONS:
            action = await self._post(action, SpeechResult=question, Confidence="0.9")
        for wish in ("慢一点", "再说一遍"):
            action = await self._post(action, SpeechResult=wish, Confidence="0.9")
        action = await self._post(action, SpeechResult=case.number, Confidence="0.9")
        action = await self._post(action, Digits="1")
        await self._post(action, Digits=case.query_code)
        await self._send(f"{VOICE_PUBLIC_URL}/voice/status", {"CallStatus": "completed"})

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def _post(self, url: str, **more: str) -> str:
        if more:
            await asyncio.sleep(_SPEAKS)
        began = time.perf_counter()
        response = await self._send(url, {"CallStatus": "in-progress", **more})
        self._times.append(time.perf_counter() - began)
        if response.is_error or any(words in response.text for words in _APOLOGIES):
            raise BenchmarkFailed(f"{url}: {response.status_code} {response.text[:200]}")
        root = ElementTree.fromstring(response.text)
        if (redirect := root.find("Redirect")) is not None:
            return await self._post((redirect.text or "").strip())
        gather = root.find("Gather")
        if gather is None:
            raise BenchmarkFailed(f"{url}: the call ended: {response.text[:200]}")
        return gather.attrib["action"]

    async def _send(self, url: str, more: dict[str, str]) -> httpx.Response:
        form = {"CallSid": self._sid, "From": "+8613800000000", "CallerCity": "", **more}
        parts = urlsplit(url)
        headers = {
            "X-Twilio-Signature": self._signer.compute_signature(url, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return await self._client.post(path, content=urlencode(form), headers=headers)


async def voice(stack: Stack, scale: Scale) -> Found:
    """Measure calls at once after a warm-up, then requests that nobody has signed.

    Raises:
        BenchmarkFailed: a webhook failed.
    """
    await _calls(stack, 2, 2, [])
    times: list[float] = []
    await _calls(stack, scale.calls_at_once, scale.calls, times)
    figures = {
        "voice_p50": 1e3 * percentile(times, 0.5),
        "voice_p95": 1e3 * percentile(times, 0.95),
    }
    return Found({**figures, **await _hostile(stack, scale.forged)})


async def _calls(stack: Stack, at_once: int, calls: int, times: list[float]) -> None:
    left = list(range(calls))

    async def one_after_another() -> None:
        caller = Caller(stack.port, times)
        try:
            while left:
                await caller.call(stack.cases[left.pop() % len(stack.cases)])
        finally:
            await caller.close()

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))


async def _hostile(stack: Stack, count: int) -> dict[str, float]:
    """Send forged, unsigned, garbled and huge requests; return how many got in, and memory."""
    await _forged(stack.port, count // 10)
    before = stack.usages()["gateway"].resident if can_tell_usage() else 0
    accepted = await _forged(stack.port, count)
    grown = stack.usages()["gateway"].resident - before if can_tell_usage() else 0
    return {"voice_forged_accepted": float(accepted), "voice_forged_memory": grown / 1e6}


async def _forged(port: int, count: int) -> int:
    left = iter(range(count))
    async with httpx.AsyncClient(
        base_url=f"http://{HOST}:{port}", timeout=30, trust_env=False
    ) as client:

        async def forger() -> int:
            accepted = 0
            for place in left:
                body, headers = _request(place)
                path = ("/voice/incoming", "/voice/turn?step=1", "/voice/status")[place % 3]
                response = await client.post(path, content=body, headers=headers)
                accepted += response.status_code < 400
            return accepted

        return sum(await asyncio.gather(*(forger() for _ in range(_FORGERS))))


def _request(place: int) -> tuple[bytes, dict[str, str]]:
    bodies: Sequence[bytes] = (
        b"CallSid=CA1&From=%2B8613800000000",
        b"\xff\xfe=\x00" + secrets.token_bytes(200),
        b"a=" + b"x" * 100_000,
        b"&".join(b"a=1" for _ in range(5_000)),
        b"",
    )
    signature = secrets.token_urlsafe(20) if place % 2 else ""
    return bodies[place % len(bodies)], {"X-Twilio-Signature": signature}
