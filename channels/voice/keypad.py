"""The case query on the keypad, for callers who cannot be understood.

Query code, year, figures of the court, type, serial, and the region where the hotline has none of
its own; a star goes one step back. Read back as a whole, then asked like a typed question.
"""

from __future__ import annotations

from datetime import date

from bot.court import spoken_keys
from bot.court.spoken_case_number import SpokenResult
from bot.court.spoken_read_back import read_back
from channels.voice import words
from channels.voice.moves import Move
from channels.voice.speech import lines
from channels.voice.state import CallState

_ORDER = ("code", "year", "court", "type", "serial", "province")
_WITHOUT_FIGURES = "1"
_SHORTEST_CODE, _LONGEST_CODE = 6, 20


def begin(state: CallState, *before: str) -> Move:
    """Begin with the query code, which people have at hand."""
    opened = state.settled().but(keyed=())
    return _ask(opened, *before, words.KEYPAD_BEGIN)


def entered(state: CallState, keys: str, today: date, province: str) -> Move:
    """Take what was keyed for the part that was asked for. ``province``: that of the hotline."""
    keyed = state.keyed or ()
    if "*" in keys:
        return _back(state, keyed)
    part = _ORDER[min(len(keyed), len(_ORDER) - 1)]
    value = keys.replace("#", "")
    if not _is_likely(part, value, today):
        return _ask(state, words.KEYPAD_UNREAD[part])
    return _with(state, (*keyed, value), today, province)


def silent(state: CallState) -> Move:
    """Ask for the same part again, without a word of what was keyed."""
    return _ask(state, words.SILENT_KEYS)


def _back(state: CallState, keyed: tuple[str, ...]) -> Move:
    if not keyed:
        return Move(state.settled(), say=(words.KEYPAD_LEFT,))
    return _ask(state.but(keyed=keyed[:-1]))


def _is_likely(part: str, value: str, today: date) -> bool:
    """Whether an entry can be right by itself; the rest is for the whole number to show."""
    if part == "code":
        return _SHORTEST_CODE <= len(value) <= _LONGEST_CODE
    if part == "year":
        return len(value) in (2, 4) and 2016 <= int(f"20{value}"[-4:]) <= today.year
    if part == "court":
        return value == _WITHOUT_FIGURES or len(value) in (2, 4)
    if part == "type":
        return value in spoken_keys.TYPE_MENU
    if part == "province":
        return value in spoken_keys.PROVINCE_KEYS
    return 0 < len(value) <= 8 and int(value) > 0


def _with(state: CallState, keyed: tuple[str, ...], today: date, province: str) -> Move:
    if len(keyed) < _ORDER.index("province"):
        return _ask(state.but(keyed=keyed))
    _, year, court, kind, serial, *region = keyed
    result = spoken_keys.read_keys(
        year,
        "" if court == _WITHOUT_FIGURES else court,
        kind,
        serial,
        today=today,
        province=region[0] if region else province,
    )
    return _confirm(state, keyed, result)


def _confirm(state: CallState, keyed: tuple[str, ...], result: SpokenResult) -> Move:
    if result.ask and result.ask.what == "province" and len(keyed) < len(_ORDER):
        return _ask(state.but(keyed=keyed))
    if result.number is None:
        # No such court, or a part is wrong: from that part on it is keyed again.
        what = result.ask.what if result.ask and result.ask.what in _ORDER else "court"
        kept = keyed[: _ORDER.index(what)]
        return _ask(state.but(keyed=kept), words.KEYPAD_UNREAD[what])
    said = lines(words.IT_IS.format(number=read_back(result.number)))
    confirming = state.but(keyed=keyed, confirming=result.number.text)
    return Move(confirming, say=(*said, words.IS_IT_RIGHT), most_keys=1)


def confirmed(state: CallState) -> Move:
    """Ask the engine for the case: its number and the query code, as if typed."""
    keyed = state.keyed or ("",)
    asked = f"{state.confirming} 查询码{keyed[0]}"
    return Move(state.settled(), ask=asked)


def denied(state: CallState) -> Move:
    """Key the number again; the query code is kept."""
    again = state.but(confirming="", keyed=(state.keyed or ())[:1])
    return _ask(again, "好的，案号再按一遍。")


def _ask(state: CallState, *before: str) -> Move:
    part = _ORDER[min(len(state.keyed or ()), len(_ORDER) - 1)]
    asked = spoken_keys.TYPE_PROMPT if part == "type" else words.KEYPAD_ASK[part]
    said = [*before, *lines(asked)]
    most = {"type": 1, "province": 2}.get(part, 0)
    return Move(state.but(confirming=""), say=tuple(said), most_keys=most, keys_only=True)
