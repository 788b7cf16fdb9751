"""``voice simulate``: signs as the platform does, plays TwiML, and says what went wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import parse_qsl

import httpx
import pytest
from rich.console import Console
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.voice_call import Call, CallFailed, Heard
from bot.commands.voice_simulate import talk
from bot.settings import settings

PUBLIC, TOKEN = "https://hotline.example/door", "a-token-of-the-tests"


def gather(step: int, *said: str, more: str = 'input="dtmf speech"') -> str:
    """TwiML that says something and listens."""
    words = "<Pause length='1'/>".join(f"<Say>{one}</Say>" for one in said)
    action = f"{PUBLIC}/voice/turn?step={step}"
    return f"<Response><Gather {more} action='{action}'>{words}</Gather></Response>"


class Gateway:
    """Answers in turn, and keeps what was posted."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.posted: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Check the signature and answer."""
        form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        url = f"{PUBLIC}{request.url.raw_path.decode()}"
        signature = request.headers["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(url, form, signature)
        self.posted.append((request.url.raw_path.decode(), form))
        if request.url.path.endswith("/status"):
            return httpx.Response(200, text="<Response/>")
        return httpx.Response(200, text=self.answers.pop(0))

    def talk(self, *lines: str) -> str:
        """Hold a call and return what the terminal shows."""
        out = io.StringIO()
        console = Console(file=out, width=200, highlight=False)
        transport = httpx.MockTransport(self)
        with httpx.Client(transport=transport, base_url="http://gateway") as client:
            play: Callable[[Heard], None] = lambda heard: console.print(heard.words or "…")  # noqa: E731
            call = Call(client, PUBLIC, TOKEN, "AC1", "+8613800001111", play)
            talk(call, iter(lines), console)
        return out.getvalue()

    @property
    def told(self) -> list[dict[str, str]]:
        """What the caller did in each request, without what every request carries."""
        every = ("AccountSid", "CallSid", "From", "To", "Direction", "CallerName", "CallStatus")
        return [
            {name: value for name, value in form.items() if name not in every}
            for _, form in self.posted
        ]


def test_a_call_from_the_first_word_to_the_last() -> None:
    gateway = Gateway(
        gather(1, "您好。", "请说。"),
        "<Response><Say>请稍等。</Say><Pause length='1'/>"
        f"<Redirect method='POST'>{PUBLIC}/voice/wait?step=1&amp;poll=1</Redirect></Response>",
        gather(2, "要多少钱，按一。"),
        gather(3, "请按。", more='input="dtmf" numDigits="2"'),
        gather(3, "请按。", more='input="dtmf" numDigits="2"'),
        gather(4, "还在吗？"),
        f"<Response><Say>转接。</Say><Dial action='{PUBLIC}/voice/rung?step=5'>"
        "<Number>12368</Number></Dial></Response>",
        "<Response><Say>再见。</Say><Hangup/></Response>",
    )
    shown = gateway.talk("怎么上诉", "#1", "话", "#119", "k 12*", "", "接通", "没有人听")
    assert [path for path, _ in gateway.posted] == [
        "/voice/incoming",
        "/voice/turn?step=1",
        "/voice/wait?step=1&poll=1",
        "/voice/turn?step=2",
        "/voice/turn?step=3",
        "/voice/turn?step=3",
        "/voice/turn?step=4",
        "/voice/rung?step=5",
        "/voice/status",
    ]
    assert gateway.told[1:] == [
        {"SpeechResult": "怎么上诉", "Confidence": "0.9"},
        {},
        {"Digits": "1"},
        {"Digits": "11"},
        {"Digits": "12"},
        {},
        {"DialCallStatus": "completed"},
        {},
    ]
    assert len({form["CallSid"] for _, form in gateway.posted}) == 1
    for words in ("您好。\n…\n请说。", "请稍等。", "这一步只听按键", "再见。", "已挂机"):
        assert words in shown


def test_the_end_of_the_input_hangs_up() -> None:
    gateway = Gateway(gather(1, "您好。"))
    assert "已挂机" in gateway.talk()
    assert gateway.posted[-1][1]["CallStatus"] == "completed"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(403), "签名不对"),
        (httpx.Response(404), "没有开电话入口"),
        (httpx.Response(500), "网关答 500"),
        (httpx.Response(200, text="{}"), "不是 TwiML"),
        (httpx.ConnectError("no"), "连不上"),
        (httpx.ReadTimeout("slow"), "超过十五秒"),
    ],
)
def test_what_goes_wrong_is_said(answer: httpx.Response | Exception, words: str) -> None:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with httpx.Client(transport=httpx.MockTransport(handle), base_url="http://gateway") as client:
        call = Call(client, PUBLIC, TOKEN, "", "", lambda _heard: None)
        with pytest.raises(CallFailed, match=words):
            call.dial()


def test_without_a_token_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    settings.cache_clear()
    result = CliRunner().invoke(app, ["voice", "simulate"])
    assert result.exit_code == 1 and "TWILIO_AUTH_TOKEN" in result.stderr
