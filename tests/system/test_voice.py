"""Whole telephone calls: real engine, actions, gateway and database, signed as Twilio signs."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator

import httpx
import pytest

from bot.commands.voice_call import Call, Heard
from bot.court.case_number import CaseNumber
from bot.court.spoken_keys import PROVINCE_KEYS
from tests.system.test_run import Assistant

pytestmark = pytest.mark.timeout(600)

PUBLIC, TOKEN = "https://hotline.example", "a-token-of-the-tests"
_FIGURES = str.maketrans("0123456789", "零一二三四五六七八九")


class Caller:
    """Somebody on the phone, who remembers what was said last."""

    def __init__(self, client: httpx.Client) -> None:
        self._said: list[str] = []
        self._call = Call(client, PUBLIC, TOKEN, "", "+8613800001111", self._hear)
        self._step = self._call.dial()

    def _hear(self, heard: Heard) -> None:
        assert len(heard.words) <= 60 and not set(heard.words) & set("（）()《》：:/0123456789")
        self._said.append(heard.words)

    def say(self, words: str) -> str:
        """Say something and return what is said to it."""
        self._said.clear()
        self._step = self._call.say(self._step.action, words, 0.9)
        return "".join(self._said)

    def press(self, keys: str) -> str:
        """Press keys and return what is said to it."""
        self._said.clear()
        self._step = self._call.press(self._step.action, keys)
        return "".join(self._said)

    def hang_up(self) -> None:
        """End the call."""
        self._call.hang_up()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant with its phone door open."""
    opened = {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": PUBLIC}
    running = Assistant(tmp_path_factory.mktemp("var"), **opened)
    running.start()
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait()


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[httpx.Client]:
    """The platform's way to the gateway."""
    address = f"http://127.0.0.1:{assistant.env['PORT']}"
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def case(assistant: Assistant) -> dict[str, str]:
    """A civil case of first instance, with its code."""
    shown = assistant.command("demo", "--show", "12")
    cases = [json.loads(line) for line in shown.stdout.splitlines()]
    return next(found for found in cases if "民初" in found["case_number"])


def test_the_own_case_by_voice_and_not_for_the_next_caller(
    client: httpx.Client, case: dict[str, str]
) -> None:
    number = CaseNumber.parse(case["case_number"])
    assert number.court_code and number.type_code
    spoken = f"{number.year}年{number.court_code}{number.type_code}{number.serial}号"
    caller = Caller(client)
    assert "请说案号" in caller.say("我的案子到哪一步了")
    said = caller.say(spoken.translate(_FIGURES))
    assert said.startswith("您说的是，") and number.court_name and number.court_name in said
    assert "请说查询码" in caller.say("对")
    said = caller.say(f"查询码是{case['query_code'].translate(_FIGURES)}")
    assert "您的案件现在是" in said
    assert "查询码" not in caller.say("什么时候开庭")
    caller.hang_up()
    assert "请说案号" in Caller(client).say("什么时候开庭")


def test_the_own_case_on_the_keypad(client: httpx.Client, case: dict[str, str]) -> None:
    number = CaseNumber.parse(case["case_number"])
    caller = Caller(client)
    caller.press("9")
    court, kind = number.court_code or "", {"民初": "1"}[number.type_code or ""]
    for keys in (case["query_code"], str(number.year), court[1:] or "1", kind):
        caller.press(keys)
    said = caller.press(str(number.serial))
    if "身份证号码开头" in said:
        region = next(key for key, char in PROVINCE_KEYS.items() if char == court[0])
        said = caller.press(region)
    assert said.startswith("您按的是，")
    assert "您的案件现在是" in caller.press("1")


def test_procedure_in_a_few_breaths_and_a_call_back(client: httpx.Client) -> None:
    caller = Caller(client)
    said = caller.say("不服一审判决怎么上诉")
    assert "十五天" in said and "依据" not in said
    said = caller.say("转人工")
    assert "已经为您登记，请工作人员给您回电，回执号二" in said


def test_a_simulated_call_in_the_terminal(assistant: Assistant) -> None:
    ran = assistant.command("voice", "simulate", given="标的额五十万诉讼费多少\n慢一点\n挂断\n")
    assert ran.returncode == 0, ran.stderr
    assert "八千八百元" in ran.stdout and "祝您顺利" in ran.stdout and "（已挂机）" in ran.stdout
