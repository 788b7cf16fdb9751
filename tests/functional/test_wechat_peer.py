"""WeChat's cryptography against npm's wechat-crypto, which nobody here wrote, both ways."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from channels.wechat import xml
from channels.wechat.errors import Refused
from channels.wechat.security import Security
from channels.wechat.simulation.server import Call
from scripts import build_page
from tests.functional.wechat import AES_KEY, APP_ID, TOKEN, settings, world

PEERS = ROOT / "tests" / "peers"
ACCOUNT = {"token": TOKEN, "key": AES_KEY, "app": APP_ID}
LENGTHS = (1, 7, 15, 16, 31, 32, 700)
TEXTS = [
    *("<xml><Content>您好</Content></xml>", "<xml><Content>😀]]&gt;</Content></xml>"),
    *(f"<xml><Content>{'字' * length}</Content></xml>" for length in LENGTHS),
]


class Peer:
    """A running wechat-crypto."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Talk to ``process``."""
        self._process = process

    def ask(self, action: str, account: dict[str, str] = ACCOUNT, **given: str) -> Any:
        """Return what the peer answers.

        Raises:
            ValueError: it refuses.
        """
        assert self._process.stdin and self._process.stdout
        request = json.dumps({"action": action, "account": account, **given})
        self._process.stdin.write(f"{request}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["result"]


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """The peer; its package is installed if it is not there yet."""
    build_page.install(PEERS)
    node = Path(build_page.npm_command()[0]).parent / "node"
    with subprocess.Popen(
        [str(node) if node.exists() else "node", "wechat.js"],
        cwd=PEERS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Peer(process)
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def ours() -> Security:
    """Our side."""
    return Security(TOKEN, "secure", APP_ID, AES_KEY)


def peers_call(peer: Peer, plain: str) -> Call:
    """Return a request as the peer makes it."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(6)
    sealed = peer.ask("encrypt", text=plain)
    signature = peer.ask("sign", timestamp=stamp, nonce=nonce, text=sealed)
    query = {
        "timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signature
    }  # fmt: skip
    return Call(query, xml.write({"ToUserName": "gh", "Encrypt": sealed}).encode())


@pytest.mark.parametrize("text", TEXTS)
def test_what_the_peer_encrypts_and_signs_we_open(peer: Peer, ours: Security, text: str) -> None:
    call = peers_call(peer, text)
    assert ours.open(call.query, call.body).fields == xml.read(text.encode())


@pytest.mark.parametrize("text", TEXTS)
def test_what_we_seal_the_peer_checks_and_decrypts(peer: Peer, ours: Security, text: str) -> None:
    fields = xml.read(ours.seal(text).encode())
    stamp, nonce, sealed = fields["TimeStamp"], fields["Nonce"], fields["Encrypt"]
    assert peer.ask("sign", timestamp=stamp, nonce=nonce, text=sealed) == fields["MsgSignature"]
    assert peer.ask("decrypt", text=sealed) == {"message": text, "id": APP_ID}


def test_both_sign_alike(peer: Peer, ours: Security) -> None:
    for parts in (("1", "2", "3"), ("1461128383", "nonce", ""), ("b", "a", "c")):
        given = dict(zip(("timestamp", "nonce", "text"), parts, strict=True))
        assert peer.ask("sign", **given) == ours.signature(*parts)


@pytest.mark.parametrize("changed", ["token", "key", "app"])
def test_another_accounts_peer_is_refused(peer: Peer, ours: Security, changed: str) -> None:
    account = {**ACCOUNT, changed: ACCOUNT[changed][::-1]}
    stamp, nonce = str(int(time.time())), "n"
    sealed = peer.ask("encrypt", account, text=TEXTS[0])
    signature = peer.ask("sign", account, timestamp=stamp, nonce=nonce, text=sealed)
    query = {
        "timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signature
    }  # fmt: skip
    with pytest.raises(Refused):
        ours.open(query, xml.write({"Encrypt": sealed}).encode())


async def test_a_conversation_with_the_peer(peer: Peer, tmp_path: Path) -> None:
    async with world(settings(tmp_path)) as here:
        fields = {
            "ToUserName": "gh", "FromUserName": "o-peer", "CreateTime": 1, "MsgType": "text",
            "Content": "你好", "MsgId": "99",
        }  # fmt: skip
        for _ in range(2):
            response = await here.post(peers_call(peer, xml.write(fields)))
            answer = xml.read(response.content)
            signature = peer.ask(
                "sign", timestamp=answer["TimeStamp"], nonce=answer["Nonce"], text=answer["Encrypt"]
            )
            assert signature == answer["MsgSignature"]
            message = peer.ask("decrypt", text=answer["Encrypt"])["message"]
            assert xml.read(message.encode())["Content"].startswith("请报案号。")
        assert len(here.engine.turns) == 1
