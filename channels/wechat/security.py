"""Whether a request is WeChat's: signature, age, repetition, encryption.

In plain mode the signature covers the time stamp and the nonce, not the body: so the same
signature with another body is a forgery, and is refused. The same request may come again for a
minute, because WeChat repeats what was not answered in time. The signature is compared in constant
time (wechatpy does not); the cipher is wechatpy's, and what it raises on bad input is a refusal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from channels.limits import WeChat
from channels.wechat import xml
from channels.wechat.errors import Refused
from channels.wechat.xml import Fields

Mode = Literal["plain", "compatible", "secure"]
_REMEMBERED = 50_000


@dataclass(frozen=True)
class Opened:
    """A request that is WeChat's. ``encrypted``: so must the answer be."""

    fields: Fields
    encrypted: bool


class Security:
    """Checks, opens and seals for one official account."""

    def __init__(
        self,
        token: str,
        mode: Mode,
        app_id: str = "",
        aes_key: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Use the account's secrets. ``clock`` returns seconds since 1970."""
        self._token = token
        self._mode = mode
        self._app_id = app_id
        self._cipher = None if mode == "plain" else _cipher(aes_key)
        self._clock = clock
        self._seen: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    def verify(self, query: Mapping[str, str]) -> str:
        """Return what the check of the server's address is to be answered.

        Raises:
            Refused: it is not WeChat's.
        """
        echo = query.get("echostr", "")
        if len(echo) > WeChat.MAX_BODY:
            raise Refused(413, "too large")
        if self._cipher is not None and "msg_signature" in query and "signature" not in query:
            self._check(query, "msg_signature", echo)
            return self._decrypted(echo)
        self._check(query, "signature")
        return echo

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """Return the fields of a request.

        Raises:
            Refused: it is not WeChat's, too old, repeated with another body, or unreadable.
        """
        if len(body) > WeChat.MAX_BODY:
            raise Refused(413, "too large")
        if query.get("encrypt_type", "raw") != "aes":
            if self._mode == "secure":
                raise Refused(403, "not encrypted")
            self._check(query, "signature")
            self._once(query, "signature", body)
            return Opened(xml.read(body), encrypted=False)
        if self._cipher is None:
            raise Refused(403, "encrypted in plain mode")
        cipher_text = xml.read(body).get("Encrypt", "")
        self._check(query, "msg_signature", cipher_text)
        self._once(query, "msg_signature", cipher_text.encode())
        plain = self._decrypted(cipher_text)
        return Opened(xml.read(plain.encode()), encrypted=True)

    def seal(self, message: str) -> str:
        """Return a message as the encrypted answer to an encrypted request."""
        assert self._cipher is not None
        encrypted: str = self._cipher.encrypt(message, self._app_id).decode()
        stamp, nonce = str(int(self._clock())), secrets.token_hex(8)
        return xml.write(
            {
                "Encrypt": encrypted,
                "MsgSignature": self.signature(stamp, nonce, encrypted),
                "TimeStamp": int(stamp),
                "Nonce": nonce,
            }
        )

    def signature(self, *parts: str) -> str:
        """Return the signature over the token and these parts."""
        joined = "".join(sorted((self._token, *parts)))
        return hashlib.sha1(joined.encode("utf-8", "surrogatepass")).hexdigest()

    def _check(self, query: Mapping[str, str], name: str, *signed: str) -> None:
        """Compare a signature, then the age: a wrong signature learns nothing of clocks."""
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        right = self.signature(stamp, nonce, *signed).encode()
        given = query.get(name, "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(right, given):
            raise Refused(403, "signature")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
            raise Refused(403, "time stamp")
        if abs(self._clock() - int(stamp)) > WeChat.CLOCKS_DIFFER.total_seconds():
            raise Refused(403, "too old")

    def _once(self, query: Mapping[str, str], name: str, content: bytes) -> None:
        """Refuse a signature that was used for something else, or a while ago."""
        now = self._clock()
        digest = hashlib.sha256(content).digest()
        used = self._seen.setdefault(query[name], (digest, now))
        while self._seen and self._outlived(now):
            self._seen.popitem(last=False)
        if used[0] != digest:
            raise Refused(403, "signature of another message")
        if now - used[1] > WeChat.RETRIES_FOR.total_seconds():
            raise Refused(403, "replayed")

    def _outlived(self, now: float) -> bool:
        """Whether the oldest signature is refused for its age anyway, or there are too many."""
        _, first = next(iter(self._seen.values()))
        age = 2 * WeChat.CLOCKS_DIFFER.total_seconds()
        return len(self._seen) > _REMEMBERED or now - first > age

    def _decrypted(self, text: str) -> str:
        try:
            plain: str = self._cipher.decrypt(text, self._app_id)  # type: ignore[union-attr]
        except Exception as error:  # wechatpy and what is below it raise what comes to hand
            raise Refused(403, f"cannot be decrypted: {type(error).__name__}") from None
        return plain


def _cipher(aes_key: str) -> Any:
    # Half a second: only where the door is open.
    from wechatpy.crypto import PrpCrypto

    return PrpCrypto(base64.b64decode(f"{aes_key}="))
