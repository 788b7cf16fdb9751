"""A case number said on the phone: understood, asked about, read back, confirmed."""

from __future__ import annotations

import re
from datetime import date

from bot.court.spoken_case_number import SpokenResult, read_answer, read_spoken
from bot.court.spoken_questions import Ask
from bot.court.spoken_read_back import read_back
from channels.limits import Voice
from channels.voice import keypad, words
from channels.voice.moves import Move
from channels.voice.speech import lines
from channels.voice.state import CallState

_FIGURE = re.compile(r"[0-9０-９零〇一二三四五六七八九十百千万两幺洞]")
# Fewer figures hold no case number: a year and a serial are five at least.
_FEWEST_FIGURES = 4
_MOST_TRIES = 3
_WISHES = (
    (re.compile(r"开庭|传票"), "什么时候开庭"),
    (re.compile(r"法官|书记员|承办人"), "法官电话多少"),
    (re.compile(r"执行到|执行款|执行进展|执行情况"), "执行到哪一步了"),
)


def begins(state: CallState, said: str, today: date) -> Move | None:
    """Return what follows from a case number in an utterance; ``None`` if it has none.

    Where a number was asked for, an utterance that is nearly one is asked about as well.
    """
    if len(_FIGURE.findall(said)) < _FEWEST_FIGURES:
        return None
    result = read_spoken(said, today)
    heard_part = result.ask is not None and result.ask.what != "whole"
    if not result.candidates and not (state.expects_number and heard_part):
        return None
    wish = next((asked for pattern, asked in _WISHES if pattern.search(said)), "")
    begun = state.settled().but(
        number_heard=(said,), number_tries=state.number_tries, wish=wish or state.wish
    )
    return _led_to(begun, result)


def answered(state: CallState, answer: str, today: date) -> Move:
    """Take the answer to a question about the number."""
    result = _result(state.number_heard, today)
    after = read_answer(result, answer, today)
    if after == result:
        whole = begins(state.but(expects_number=True), answer, today)
        return whole or _not_understood(state, result)
    return _led_to(state.but(number_heard=(*state.number_heard, answer)), after)


def chosen(state: CallState, key: str, today: date) -> Move:
    """Take a key for one of the choices of the question."""
    ask = _result(state.number_heard, today).ask
    choices = ask.choices[: Voice.CHOICES] if ask else ()
    if key.isdigit() and 1 <= int(key) <= len(choices):
        return answered(state, choices[int(key) - 1][0], today)
    return answered(state, key, today)


def confirmed(state: CallState) -> Move:
    """Ask the engine with the number in its written form."""
    return Move(state.settled(), ask=f"{state.confirming} {state.wish}".strip())


def denied(state: CallState) -> Move:
    """Ask for the number again; after a few tries, on the keypad."""
    tries = state.number_tries + 1
    if tries >= _MOST_TRIES:
        return keypad.begin(state, words.KEYS_INSTEAD)
    again = state.settled().but(number_tries=tries, expects_number=True, wish=state.wish)
    return Move(again, say=(words.SAY_AGAIN,))


def _result(heard: tuple[str, ...], today: date) -> SpokenResult:
    result = read_spoken(heard[0], today)
    for answer in heard[1:]:
        result = read_answer(result, answer, today)
    return result


def _led_to(state: CallState, result: SpokenResult) -> Move:
    if result.number is not None:
        said = lines(words.READ_BACK.format(number=read_back(result.number)))
        confirming = state.but(confirming=result.number.text)
        return Move(confirming, say=(*said, words.IS_IT_RIGHT))
    if result.ask is None:
        return _not_understood(state, result)
    return Move(state.but(confirming=""), say=_asked(result.ask))


def _not_understood(state: CallState, result: SpokenResult) -> Move:
    tries = state.number_tries + 1
    if tries >= _MOST_TRIES:
        return keypad.begin(state, words.KEYS_INSTEAD)
    asked = _asked(result.ask) if result.ask else (words.SAY_AGAIN,)
    return Move(state.but(number_tries=tries), say=("对不起，没听清。", *asked))


def _asked(ask: Ask) -> tuple[str, ...]:
    said = lines(ask.question)
    labels = [label for label, _ in ask.choices[: Voice.CHOICES]]
    if ask.choices and len(ask.choices) <= Voice.CHOICES:
        keys = [f"{label}请按{key}" for label, key in zip(labels, words.CHOICE_KEYS, strict=False)]
        said += lines("，".join(keys))
    return tuple(said)
