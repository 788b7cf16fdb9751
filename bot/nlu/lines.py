"""Read lines, print what each was understood as: the contract of ``python -m bot understand``.

    .venv-engine/bin/python -m bot.nlu.lines MODEL.tar.gz < messages.txt

One JSON object a line: ``{"text", "intent", "topic", "topics", "in_scope", "entities"}``. It loads
the classifier out of the trained model without loading Rasa, so it answers in a second.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.court.case_number import find_all
from bot.nlu.text import without
from bot.nlu.understanding import Understander

COMPONENT = "TopicClassifier"


def load(model: Path) -> Understander:
    """Return the classifier that a trained model holds.

    Raises:
        OSError: the archive cannot be read, or has no classifier.
    """
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        files = (member for member in archive.getmembers() if member.isfile())
        for member in (member for member in files if COMPONENT in member.name):
            member.name = Path(member.name).name
            archive.extract(member, folder, set_attrs=False)
        return Understander.load(Path(folder))


def understood(understander: Understander, text: str) -> dict[str, Any]:
    """Return one line's object. ``topic`` is the likeliest where a message is about the talk."""
    found = [(number, hit) for hit in find_all(text) for number in hit.case_numbers]
    spans = [(hit.start, hit.end) for _number, hit in found]
    meaning = understander.read(without(text, spans), found_case_number=bool(spans))
    topics = [{"topic": name, "confidence": round(chance, 4)} for name, chance in meaning.topics]
    entities = [
        {"entity": "case_number", "value": number.text, "start": hit.start, "end": hit.end}
        for number, hit in found
    ]
    return {
        "text": text,
        "intent": meaning.intent,
        "topic": meaning.topic or (topics[0]["topic"] if topics else None),
        "topics": topics,
        "in_scope": meaning.in_scope,
        "entities": entities,
    }


def lines() -> Iterator[str]:
    """Yield the lines of standard input; bytes that are no UTF-8 are replaced."""
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
    yield from (line.rstrip("\r\n") for line in stream)


def main(arguments: Sequence[str]) -> int:
    """Load the model named and answer line by line; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    understander = load(Path(arguments[0]))
    for line in lines():
        said = json.dumps(understood(understander, line), ensure_ascii=False)
        sys.stdout.buffer.write(f"{said}\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
