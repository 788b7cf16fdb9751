"""People without their names: keyed hashes, masks, and one way to write a name or number.

Only HMAC-SHA256 hashes cut to 16 bytes are stored (PIPL 第51条); the key is a setting.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass

from bot.cases.keys import CaseKey

HASH_BYTES = 16
_DOTS = re.compile(r"[·•・‧∙⋅●.]")
# Most names; the rest of Unicode is folded the long way.
_USUAL_NAME = re.compile(r"[\u4e00-\u9fff]+")
_NOT_IDENTITY = re.compile(r"[^0-9A-Z]")
_ORGANISATION = re.compile(r"(公司|合伙|企业|厂|店|行|社|所|院|局|会|部|中心|学校|集团)$")


@dataclass(frozen=True)
class QueryCode:
    """The query code (查询码) printed on a court's notice."""

    code: str


@dataclass(frozen=True)
class NameAndTail:
    """The registered name and the last four characters of the identity number or phone."""

    name: str
    tail: str


Credential = QueryCode | NameAndTail


class Hasher:
    """Keyed hashes. The first word of each message says what is hashed, so none stand for two."""

    def __init__(self, key: str) -> None:
        """Take the secret ``key``; other keys give other hashes."""
        self._key = key.encode()

    def person(self, identity_number: str) -> bytes:
        """Return the hash of a person's or organisation's number, the same in every case."""
        return self._hash(f"person|{normalise_identity(identity_number)}")

    def credential(self, key: CaseKey, credential: Credential) -> bytes:
        """Return the hash of a credential; it differs from case to case."""
        if isinstance(credential, QueryCode):
            return self.query_code(key, normalise_identity(credential.code))
        name, tail = normalise_name(credential.name), normalise_identity(credential.tail)
        return self.name_and_tail(key, name, tail)

    def query_code(self, key: CaseKey, code: str) -> bytes:
        """Return the hash of a normalised query code."""
        return self._hash(f"code|{key.text}|{code}")

    def name_and_tail(self, key: CaseKey, name: str, tail: str) -> bytes:
        """Return the hash of a normalised name and tail."""
        return self._hash(f"name|{key.text}|{name}|{tail}")

    def subject(self, kind: str, text: str) -> bytes:
        """Return the hash under which the wrong tries of a subject are counted."""
        return self._hash(f"subject|{kind}|{text}")

    def join_code(self, code: str) -> bytes:
        """Return the hash of a one-time code that joins a conversation."""
        return self._hash(f"join|{code}")

    def dispatched(self, part: str, text: str) -> bytes:
        """Return the hash of one part of what a court sent: phone, link, text or the whole."""
        return self._hash(f"dispatch|{part}|{text}")

    def digest(self, text: str) -> int:
        """Return a signed 64-bit number that changes when ``text`` or the key does."""
        return int.from_bytes(self._hash(f"digest|{text}")[:8], "big", signed=True)

    def _hash(self, message: str) -> bytes:
        return hmac.digest(self._key, message.encode(), "sha256")[:HASH_BYTES]


def normalise_name(name: str) -> str:
    """Return a name without spaces, in one width and case, with one kind of middle dot."""
    if _USUAL_NAME.fullmatch(name):
        return name
    plain = "".join(unicodedata.normalize("NFKC", name).upper().split())
    return _DOTS.sub("·", unicodedata.normalize("NFKC", plain))


def normalise_identity(number: str) -> str:
    """Return a number as plain digits and capitals: full width, spaces and a small x are undone."""
    if number.isascii() and number.isalnum():
        return number.upper()
    return _NOT_IDENTITY.sub("", unicodedata.normalize("NFKC", number).upper())


def tail_of(identity_number: str) -> str:
    """Return the last four characters that people are asked for; the last may be X."""
    return normalise_identity(identity_number)[-4:]


def mask_name(name: str) -> str:
    """Return 张** for a person and 北京**公司 for an organisation.

    >>> mask_name("欧阳小明")
    '欧***'
    """
    plain = "".join(name.split())
    if len(plain) > 4 and _ORGANISATION.search(plain):
        return f"{plain[:2]}**{plain[-2:]}"
    return plain[:1] + "*" * min(len(plain) - 1, 3)
