"""``python -m bot case-number``: the case numbers in each line of the input, as JSON lines.

With ``--spoken`` a line is what speech recognition heard, and the answer says what must be asked.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from bot.court.case_number import CaseNumber, find_all

if TYPE_CHECKING:
    from bot.court.spoken_questions import Ask

_BOM = "\ufeff"


def run(stdin: IO[Any], stdout: IO[str], spoken: bool = False) -> None:
    """Write one JSON object for each line of ``stdin`` (text or bytes, UTF-8) and flush it.

    Undecodable bytes become U+FFFD. Ends quietly when the reader of ``stdout`` has gone.
    """
    answer = _spoken_answerer(date.today()) if spoken else _answer
    try:
        for line in _lines(getattr(stdin, "buffer", stdin)):
            _write(stdout, json.dumps(answer(line), ensure_ascii=False) + "\n")
    except BrokenPipeError:
        # Otherwise the interpreter complains once more when it flushes at its end.
        if stdout is sys.stdout:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def _lines(stdin: Iterable[str | bytes]) -> Iterator[str]:
    for number, raw in enumerate(stdin):
        line = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else raw
        line = line.removesuffix("\n").removesuffix("\r")
        yield line.removeprefix(_BOM) if number == 0 else line


def _write(stdout: IO[str], text: str) -> None:
    """Write UTF-8 whatever the locale says: JSON has no other encoding."""
    binary = getattr(stdout, "buffer", None)
    if binary is None:
        stdout.write(text)
    else:
        binary.write(text.encode("utf-8", errors="replace"))
    stdout.flush()


def _answer(line: str) -> dict[str, object]:
    numbers = [number for found in find_all(line) for number in found.case_numbers]
    return {"input": line, "case_numbers": [_described(number) for number in numbers]}


def _described(number: CaseNumber) -> dict[str, object]:
    described: dict[str, object] = {
        "text": number.text,
        "year": number.year,
        "court_code": number.court_code,
        "court_name": number.court_name,
        "specialised": number.specialised,
        "type_code": number.type_code,
        "serial": number.serial,
        "suffix": number.suffix,
    }
    return described | ({"legacy": True} if number.legacy else {})


def _asked(ask: Ask) -> dict[str, object]:
    choices = [{"label": label, "text": number.text} for label, number in ask.choices]
    return {"what": ask.what, "question": ask.question, "choices": choices}


def _spoken_answerer(today: date) -> Callable[[str], dict[str, object]]:
    """Return what answers one transcript.

    ``case_numbers`` are those that stand, or between which the question ``ask`` chooses.
    """
    # Loading the sounds takes longer than everything else here: only for those who ask for it.
    from bot.court.spoken_case_number import read_spoken
    from bot.court.spoken_read_back import read_back

    def answer(line: str) -> dict[str, object]:
        result = read_spoken(line, today)
        ask, number = result.ask, result.number
        offered = [chosen for _, chosen in ask.choices] if ask else []
        return {
            "input": line,
            "case_numbers": [_described(one) for one in ([number] if number else offered)],
            "candidates": [
                {"text": one.number.text, "score": one.score, "why": list(one.why)}
                for one in result.candidates
            ],
            "ask": _asked(ask) if ask else None,
            "read_back": read_back(number) if number else None,
        }

    return answer
