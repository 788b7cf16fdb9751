"""What a caller's words or keys lead to: pure, so that every path can be tried without a phone.

What concerns the call is decided here; everything else is for the engine. On silence and on
doubtful recognition nothing of the case is ever said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.desk.urgency import priority_of
from channels.limits import Voice
from channels.voice import commands, keypad, spoken_number, words
from channels.voice.hearing import with_digits
from channels.voice.moves import Heard, Move
from channels.voice.speech import lines
from channels.voice.state import CallState

HUMAN_KEY, BACK_KEY = "0", "*"
# One key is a choice; more are a code, a receipt number or an amount.
_SHORTEST_VALUE = 2
_SHORTEST_PHONE = 7
_NO_NUMBER = re.compile(
    r"[^。]{0,4}(?:不知道|没有|忘了?|记不(?:得|住|清)|找不(?:到|着)|不记得|不清楚)[^。]{0,6}[。]?"
)


def next_move(state: CallState, heard: Heard, today: date, province: str = "") -> Move:
    """Return what a step leads to. ``province``: character of the hotline's court codes."""
    if not heard.keys and not heard.said:
        return _silence(state)
    state = state.but(silences=0)
    if heard.keys:
        return _keys(state.but(unsure=0), heard.keys, today, province)
    return _speech(state, heard, today)


def _silence(state: CallState) -> Move:
    """Hint, then offer keys, then say goodbye; nothing said before is repeated."""
    silences = state.silences + 1
    counted = state.but(silences=silences)
    if silences >= Voice.SILENCES:
        return Move(counted, silent=True)
    if counted.asks_call_back_number:
        return Move(counted, say=(words.WHICH_NUMBER,), keys_only=True)
    if counted.keyed is not None:
        return keypad.silent(counted)
    return Move(counted, say=(words.SILENT[silences - 1],), keep=False)


def _keys(state: CallState, keys: str, today: date, province: str) -> Move:
    if keys == HUMAN_KEY:
        return Move(state, human=True)
    if state.asks_call_back_number:
        return _call_back_number(state, keys)
    if state.confirming and keys in ("1", "2"):
        return _confirmed(state) if keys == "1" else _denied(state)
    if state.keyed is not None:
        return keypad.entered(state, keys, today, province)
    if state.rest and keys in ("1", "2", "3"):
        return _of_the_rest(state, {"1": "go_on", "2": "no", "3": "sms"}[keys])
    if state.number_heard and keys in ("1", "2", "3"):
        return spoken_number.chosen(state, keys, today)
    if keys.isdigit() and len(keys) >= _SHORTEST_VALUE:
        return Move(state.settled(), ask=keys)
    if keys.isdigit() and 1 <= int(keys) <= len(state.choices):
        choice = state.choices[int(keys) - 1]
        return Move(state.settled(), ask=choice.payload, is_payload=True, shown_as=choice.title)
    command = {BACK_KEY: "back", "7": "repeat", "8": "slower", "9": "keypad"}.get(keys)
    if command:
        return _COMMANDS[command](state)
    return Move(state, say=(words.NO_SUCH_KEY,), keep=False)


def _call_back_number(state: CallState, keys: str) -> Move:
    number = keys.replace("*", "").replace("#", "")
    if len(number) < _SHORTEST_PHONE:
        return Move(state, say=(words.NUMBER_UNREAD,), keys_only=True)
    return Move(state.settled(), call_back=number)


def _speech(state: CallState, heard: Heard, today: date) -> Move:
    said = heard.said
    # Who may be in danger is listened to at once, whatever was being asked.
    if priority_of(said) == "urgent":
        return Move(state.settled(), ask=said)
    command = commands.heard(said)
    if command == "human":
        return Move(state.but(unsure=0), human=True)
    if heard.is_unsure and command is None:
        return _unsure(state)
    state = state.but(unsure=0)
    if state.confirming and command in ("yes", "no"):
        return _confirmed(state) if command == "yes" else _denied(state)
    if state.rest and command in ("go_on", "yes", "no", "sms"):
        return _of_the_rest(state, "go_on" if command == "yes" else str(command))
    if state.number_heard and command == "no":
        return Move(state.settled(), say=(words.LEFT_NUMBER,))
    if command in _COMMANDS:
        return _COMMANDS[command](state)
    return _about_a_case(state, said, today) or Move(state.settled(), ask=with_digits(said))


def _about_a_case(state: CallState, said: str, today: date) -> Move | None:
    """Return what follows from a case number, or the answer to what was asked about one."""
    if state.expects_number and _NO_NUMBER.fullmatch(said):
        return Move(state, say=words.NO_NUMBER)
    if state.confirming or not state.number_heard:
        return spoken_number.begins(state, said, today)
    return spoken_number.answered(state, said, today)


def _unsure(state: CallState) -> Move:
    """Ask to say it again; what was offered before stays as it was."""
    unsure = state.unsure + 1
    said = words.UNSURE[min(unsure, len(words.UNSURE)) - 1]
    return Move(state.but(unsure=unsure), say=(said,), keep=False)


def _confirmed(state: CallState) -> Move:
    if state.keyed is None:
        return spoken_number.confirmed(state)
    return keypad.confirmed(state)


def _denied(state: CallState) -> Move:
    if state.keyed is None:
        return spoken_number.denied(state)
    return keypad.denied(state)


def _of_the_rest(state: CallState, wanted: str) -> Move:
    """Go on with a long answer, send it, or leave it."""
    if wanted == "no":
        return Move(state.settled(), say=(words.WHAT_ELSE,))
    if wanted == "sms" and state.sms:
        return Move(state, sms=state.sms)
    said, rest = state.rest[: Voice.BREATHS_AT_ONCE], state.rest[Voice.BREATHS_AT_ONCE :]
    state = state.but(rest=rest)
    return Move(state, say=(*said, *to_follow(state)))


def to_follow(state: CallState) -> tuple[str, ...]:
    """Return what is offered after an answer: the rest of it, or its choices."""
    if state.rest:
        return (words.MORE_OR_SMS if state.sms else words.MORE,)
    if not state.choices:
        return ()
    said = [
        f"{choice.title}，按{key}"
        for choice, key in zip(state.choices, words.CHOICE_KEYS, strict=False)
    ]
    return lines("您可以说，" + "；".join(said))


def _again(state: CallState, *before: str) -> Move:
    return Move(state, say=(*before, *(state.said or (words.NOTHING_SAID_YET,))), keep=False)


def _back(state: CallState) -> Move:
    """One step back: of the number that is being asked about, else of the conversation."""
    if state.number_heard or state.confirming:
        again = state.settled().but(expects_number=True)
        return Move(again, say=(words.SAY_AGAIN,))
    return Move(state.settled(), ask="上一步")


_COMMANDS: dict[str | None, Callable[[CallState], Move]] = {
    "repeat": lambda state: _again(state, words.AGAIN),
    "slower": lambda state: _again(state.but(slow=True), words.SLOWER),
    "louder": lambda state: _again(state.but(loud=True), words.LOUDER),
    "back": _back,
    "hang_up": lambda state: Move(state, hang_up=True),
    "keypad": keypad.begin,
}
