"""WeChat's server, played: messages and events with real signatures, encrypted as the mode wants.

It is the other side of ``channels.wechat.security`` and opens what comes back.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from bot.settings import Settings
from channels.wechat import xml
from channels.wechat.security import Mode, Security


@dataclass(frozen=True)
class Call:
    """One request to ``/wechat``."""

    query: dict[str, str]
    body: bytes


class PlayedServer:
    """Calls for one account."""

    def __init__(
        self, token: str, mode: Mode = "plain", app_id: str = "", aes_key: str = ""
    ) -> None:
        """Sign with the account's secrets."""
        self._security = Security(token, mode, app_id, aes_key)
        self._mode = mode
        self._serial = secrets.randbelow(10**9)

    @classmethod
    def of(cls, chosen: Settings) -> PlayedServer:
        """Return the server of the account in the settings."""
        return cls(
            chosen.wechat_token.get_secret_value(),
            chosen.wechat_mode,
            chosen.wechat_app_id,
            chosen.wechat_encoding_aes_key.get_secret_value(),
        )

    def text(self, openid: str, content: str, message_id: str = "") -> Call:
        """Return the call for a typed message."""
        return self.message(openid, "text", message_id, Content=content)

    def message(self, openid: str, kind: str, message_id: str = "", **fields: str) -> Call:
        """Return the call for a message of any kind."""
        return self.call(self._fields(openid, kind, MsgId=message_id or self.new_id(), **fields))

    def event(self, openid: str, event: str, **fields: str) -> Call:
        """Return the call for an event."""
        return self.call(self._fields(openid, "event", Event=event, **fields))

    def new_id(self) -> str:
        """Return a message id that was not used yet."""
        self._serial += 1
        return f"{time.time_ns()}{self._serial % 1000:03}"

    def call(self, fields: dict[str, str | int]) -> Call:
        """Return the call for these fields, sealed as the account's mode wants it."""
        plain = xml.write(fields)
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)
        query = {"timestamp": stamp, "nonce": nonce, "openid": str(fields["FromUserName"])}
        query["signature"] = self._security.signature(stamp, nonce)
        if self._mode == "plain":
            return Call(query, plain.encode())
        sealed = xml.read(self._security.seal(plain).encode())["Encrypt"]
        query |= {
            "encrypt_type": "aes",
            "msg_signature": self._security.signature(stamp, nonce, sealed),
        }
        around = fields if self._mode == "compatible" else {"ToUserName": fields["ToUserName"]}
        return Call(query, xml.write({**around, "Encrypt": sealed}).encode())

    def verification(self, echo: str) -> dict[str, str]:
        """Return the query of WeChat's check of the server's address."""
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)
        signature = self._security.signature(stamp, nonce)
        return {"signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": echo}

    def read(self, body: bytes) -> str:
        """Return the text of a passive reply, empty for ``success`` or nothing."""
        if body in (b"", b"success"):
            return ""
        fields = xml.read(body)
        if self._mode != "plain":
            query = {
                "timestamp": fields["TimeStamp"],
                "nonce": fields["Nonce"],
                "msg_signature": fields["MsgSignature"],
                "encrypt_type": "aes",
            }
            fields = self._security.open(query, body).fields
        return fields["Content"]

    def _fields(self, openid: str, kind: str, **fields: str) -> dict[str, str | int]:
        return {
            "ToUserName": "gh_played",
            "FromUserName": openid,
            "CreateTime": int(time.time()),
            "MsgType": kind,
            **fields,
        }
