"""Errors of the WeChat door.

WeChatError
├── Refused                 a request is not WeChat's, or not readable; answered by ``status``
├── MenuFault               the menu's file is not what WeChat accepts; the message says where
├── FieldFault              a notice does not fit its template
└── ApiError                WeChat's API said no; ``code`` is its errcode
    ├── Unreachable         no answer, or none that can be read: what became of it is not known
    ├── Busy                try again a little later (-1)
    ├── TokenRefused        the access token is no good (40001, 40014, 42001)
    ├── AddressNotAllowed   this machine is not on the account's IP list (40164)
    ├── QuotaUsedUp         the citizen has to write first: too many messages (45047)
    ├── WindowClosed        the citizen has to write first: too long ago (45015)
    ├── TooLong             the text is too long (45002)
    ├── DayLimit            the account's calls of the day are used up (45009)
    ├── MinuteLimit         too many calls in this minute (45011)
    └── NotReachable        the person has left, or does not want it (40003, 43004, 43101)
"""

from __future__ import annotations


class WeChatError(Exception):
    """Base of every error of the WeChat door."""


class Refused(WeChatError):
    """A request is not accepted. ``reason`` is for the log."""

    def __init__(self, status: int, reason: str) -> None:
        """Answer with the HTTP ``status``."""
        super().__init__(reason)
        self.status = status
        self.reason = reason


class MenuFault(WeChatError):
    """The menu's file is not what WeChat accepts."""


class FieldFault(WeChatError):
    """A notice does not fit its template."""


class ApiError(WeChatError):
    """WeChat's API said no."""

    def __init__(self, code: int, message: str = "") -> None:
        """``code`` is WeChat's errcode, ``message`` its errmsg."""
        super().__init__(f"{code} {message}".strip())
        self.code = code
        self.message = message


class Unreachable(ApiError):
    """No answer, or none that can be read. ``sent``: the request may have arrived."""

    def __init__(self, reason: str, sent: bool) -> None:
        """``reason`` is for the log."""
        super().__init__(0, reason)
        self.sent = sent


class Busy(ApiError):
    """WeChat is busy."""


class TokenRefused(ApiError):
    """The access token is no good."""


class AddressNotAllowed(ApiError):
    """This machine is not on the account's IP list."""


class QuotaUsedUp(ApiError):
    """No more messages until the citizen writes."""


class WindowClosed(ApiError):
    """The citizen wrote too long ago."""


class TooLong(ApiError):
    """The text is too long."""


class DayLimit(ApiError):
    """The calls of the day are used up."""


class MinuteLimit(ApiError):
    """Too many calls in this minute."""


class NotReachable(ApiError):
    """The person has left, or does not want it."""


BY_CODE: dict[int, type[ApiError]] = {
    -1: Busy,
    40001: TokenRefused,
    40014: TokenRefused,
    42001: TokenRefused,
    40164: AddressNotAllowed,
    45047: QuotaUsedUp,
    45015: WindowClosed,
    45002: TooLong,
    45009: DayLimit,
    45011: MinuteLimit,
    40003: NotReachable,
    43004: NotReachable,
    43101: NotReachable,
}


def error_of(code: int, message: str) -> ApiError:
    """Return the error that an errcode stands for."""
    return BY_CODE.get(code, ApiError)(code, message)
