"""A message or event of WeChat by its parts, whatever is missing."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from bot.settings import Settings
from channels.wechat.errors import Refused
from channels.wechat.xml import Fields

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Message:
    """What arrived. ``openid`` is who sent it, ``account`` to whom, as WeChat calls them.

    ``kind`` is the MsgType, ``event`` the Event of an event, both in small letters. ``id`` is the
    same whenever WeChat sends the same message again.
    """

    openid: str
    account: str
    kind: str
    event: str
    id: str
    fields: Fields

    @classmethod
    def of(cls, fields: Fields) -> Message:
        """Return the message in these fields.

        Raises:
            Refused: it does not say who sent what to whom.
        """
        openid, account = fields.get("FromUserName", ""), fields.get("ToUserName", "")
        kind = fields.get("MsgType", "").lower()
        names = (openid, account, kind)
        if not all(names) or max(map(len, names)) > _LONGEST_NAME:
            raise Refused(400, "not a message")
        event = fields.get("Event", "").lower() if kind == "event" else ""
        return cls(openid, account, kind, event, _identity(fields), fields)

    def text(self, name: str) -> str:
        """Return a field without blanks at its ends, empty if there is none."""
        return self.fields.get(name, "").strip()


def _identity(fields: Fields) -> str:
    """Return what tells a message apart from every other: MsgId, or for events what they hold.

    The sender is part of it, so that nobody can ask for the answer to somebody else's message.
    FromUserName and CreateTime alone would make one of two events in the same second.
    """
    names = ("MsgId",) if fields.get("MsgId") else ("CreateTime", "Event", "EventKey", "MsgType")
    parts = [fields.get(name, "") for name in ("FromUserName", *names)]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"{'m' if len(names) == 1 else 'e'}{digest[:39]}"


def client_of(chosen: Settings, openid: str) -> str:
    """Return the keyed hash of an openid, under which wrong tries count."""
    key = chosen.hash_key.get_secret_value().encode()
    return hmac.new(key, f"wechat:{openid}".encode(), hashlib.sha256).hexdigest()[:32]
