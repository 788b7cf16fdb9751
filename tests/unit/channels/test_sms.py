"""SMS: the console by default, Twilio's REST behind the same interface."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from bot.settings import Settings
from channels.sms import ConsoleSms, SmsFailed, TwilioSms, sms_of


def sender(handle: httpx.MockTransport, origin: str = "+861012368") -> TwilioSms:
    """A sender over a scripted provider."""
    return TwilioSms("https://api.example", "AC1", "token", origin, handle)


@pytest.mark.parametrize(
    ("origin", "field"), [("+861012368", "From"), ("MG1", "MessagingServiceSid")]
)
async def test_what_is_posted(origin: str, field: str) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"sid": "SM1"})

    sms = sender(httpx.MockTransport(handle), origin)
    await sms.send("+8613800001111", "十五天内交上诉状。")
    await sms.close()
    [request] = seen
    assert str(request.url) == "https://api.example/2010-04-01/Accounts/AC1/Messages.json"
    assert parse_qs(request.content.decode()) == {
        "To": ["+8613800001111"],
        field: [origin],
        "Body": ["十五天内交上诉状。"],
    }
    assert request.headers["authorization"] == f"Basic {base64.b64encode(b'AC1:token').decode()}"


@pytest.mark.parametrize(
    "answer", [httpx.Response(400), httpx.Response(503), httpx.ReadTimeout("x")]
)
async def test_what_is_not_taken_has_failed(answer: httpx.Response | Exception) -> None:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    sms = sender(httpx.MockTransport(handle))
    with pytest.raises(SmsFailed):
        await sms.send("+8613800001111", "好。")
    await sms.close()


async def test_the_console_shows_neither_number_nor_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await ConsoleSms().send("+8613800001111", "十五天内交上诉状。")
    shown = capsys.readouterr().out
    assert "sms_not_sent" in shown and "1111" not in shown and "上诉状" not in shown


async def test_the_settings_choose(tmp_path: Path) -> None:
    bare = Settings(var_dir=tmp_path)
    real = Settings(
        var_dir=tmp_path,
        public_url="https://hotline.example",
        twilio_account_sid="AC1",
        twilio_auth_token=SecretStr("t"),
        sms_from="+861012368",
    )
    chosen = [sms_of(bare), sms_of(real)]
    assert [type(sms) for sms in chosen] == [ConsoleSms, TwilioSms]
    for sms in chosen:
        await sms.close()
