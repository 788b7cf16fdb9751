"""Whether a request is WeChat's."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.limits import WeChat
from channels.wechat import xml
from channels.wechat.errors import Refused
from channels.wechat.security import Security

TOKEN, APP_ID, KEY = "token-of-tests", "wx0123456789abcdef", "abcdefghij" * 4 + "klm"
BODY = b"<xml><FromUserName>o</FromUserName></xml>"


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def signed(security: Security, clock: Clock, nonce: str = "n") -> dict[str, str]:
    """Return the query of a plain request."""
    stamp = str(int(clock.now))
    return {"timestamp": stamp, "nonce": nonce, "signature": security.signature(stamp, nonce)}


def sealed(
    security: Security, clock: Clock, text: str = BODY.decode()
) -> tuple[dict[str, str], bytes]:
    """Return an encrypted request."""
    body = security.seal(text)
    fields = xml.read(body.encode())
    query = {
        "timestamp": fields["TimeStamp"],
        "nonce": fields["Nonce"],
        "encrypt_type": "aes",
        "msg_signature": fields["MsgSignature"],
    }
    return query, body.encode()


def status_of(security: Security, query: dict[str, str], body: bytes) -> int:
    """Return how a request is answered: 200 when it is accepted."""
    try:
        security.open(query, body)
    except Refused as refusal:
        return refusal.status
    return 200


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


def test_a_signature_is_wechats() -> None:
    """WeChat's rule: SHA-1 over the sorted token, time stamp and nonce."""
    expected = hashlib.sha1(b"1461128383" + b"nonce1" + b"weixin").hexdigest()
    assert Security("weixin", "plain").signature("1461128383", "nonce1") == expected


@pytest.mark.parametrize("changed", ["signature", "timestamp", "nonce"])
def test_a_changed_request_is_refused(clock: Clock, changed: str) -> None:
    security = Security(TOKEN, "plain", clock=clock)
    query = signed(security, clock)
    assert status_of(security, query, BODY) == 200
    for value in ("", "0", "1800000001", "字", "0" * 40):
        assert status_of(security, {**query, changed: value}, BODY) == 403
    del query[changed]
    assert status_of(security, query, BODY) == 403


def test_the_same_request_may_come_again_for_a_minute(clock: Clock) -> None:
    security = Security(TOKEN, "plain", clock=clock)
    query = signed(security, clock)
    for seconds in (0, 5, 10, 15):
        clock.now = 1_800_000_000 + seconds
        assert status_of(security, query, BODY) == 200
    clock.now = 1_800_000_000 + 61
    assert status_of(security, query, BODY) == 403


def test_a_signature_is_good_for_one_body_only(clock: Clock) -> None:
    security = Security(TOKEN, "plain", clock=clock)
    query = signed(security, clock)
    assert status_of(security, query, BODY) == 200
    assert status_of(security, query, BODY.replace(b"o", b"p")) == 403


@pytest.mark.parametrize("seconds", [-301, 301, 10**6])
def test_another_time_is_refused(clock: Clock, seconds: int) -> None:
    security = Security(TOKEN, "plain", clock=clock)
    query = signed(security, clock)
    clock.now += seconds
    assert status_of(security, query, BODY) == 403


def test_signatures_are_forgotten_in_time(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.wechat.security._REMEMBERED", 10)
    security = Security(TOKEN, "plain", clock=clock)
    for number in range(50):
        assert status_of(security, signed(security, clock, str(number)), BODY) == 200
    assert len(security._seen) == 10
    clock.now += 2 * WeChat.CLOCKS_DIFFER.total_seconds() + 1
    security.open(signed(security, clock), BODY)
    assert len(security._seen) == 1


@pytest.mark.parametrize(
    ("mode", "plain", "encrypted"),
    [("plain", 200, 403), ("compatible", 200, 200), ("secure", 403, 200)],
)
def test_each_mode_takes_its_own(clock: Clock, mode: str, plain: int, encrypted: int) -> None:
    security = Security(TOKEN, mode, APP_ID, KEY, clock)  # type: ignore[arg-type]
    sealer = Security(TOKEN, "secure", APP_ID, KEY, clock)
    assert status_of(security, signed(security, clock), BODY) == plain
    assert status_of(security, *sealed(sealer, clock)) == encrypted


def test_what_is_sealed_is_opened(clock: Clock) -> None:
    security = Security(TOKEN, "secure", APP_ID, KEY, clock)
    opened = security.open(*sealed(security, clock, "<xml><Content>您好😀</Content></xml>"))
    assert (opened.fields, opened.encrypted) == ({"Content": "您好😀"}, True)


def test_another_accounts_message_is_refused(clock: Clock) -> None:
    ours = Security(TOKEN, "secure", APP_ID, KEY, clock)
    for other in (
        Security("other", "secure", APP_ID, KEY, clock),
        Security(TOKEN, "secure", "wxother", KEY, clock),
        Security(TOKEN, "secure", APP_ID, KEY[::-1], clock),
    ):
        assert status_of(ours, *sealed(other, clock)) == 403


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_cipher_text_crashes(content: bytes) -> None:
    """Signed by who has the token and not the key: refused, whatever it is."""
    security = Security(TOKEN, "secure", APP_ID, KEY)
    text = content.decode("utf-8", "replace")
    body = xml.write({"Encrypt": text}).encode()
    try:
        given_text = xml.read(body).get("Encrypt", "")
    except Refused:
        return
    stamp = str(int(time.time()))
    query = {"timestamp": stamp, "nonce": "n", "encrypt_type": "aes"}
    query["msg_signature"] = security.signature(stamp, "n", given_text)
    assert status_of(security, query, body) == 403


def test_the_check_of_the_address(clock: Clock) -> None:
    security = Security(TOKEN, "secure", APP_ID, KEY, clock)
    assert security.verify({**signed(security, clock), "echostr": "echo-1"}) == "echo-1"
    encrypted = xml.read(security.seal("echo-2").encode())
    query = {
        "timestamp": encrypted["TimeStamp"],
        "nonce": encrypted["Nonce"],
        "msg_signature": encrypted["MsgSignature"],
        "echostr": encrypted["Encrypt"],
    }
    assert security.verify(query) == "echo-2"
    with pytest.raises(Refused):
        security.verify({**query, "echostr": "x"})
