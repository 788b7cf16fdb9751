"""Replies as WeChat shows them: as few messages as possible, each short enough.

All replies to one message are one text, because the messages of an account are counted. Choices
are numbered lines, which the citizen picks by 第二个 or by the words themselves; a message by the
customer-service API has them as a clickable list instead. The parts of an answer are the same
whenever they are made, so that a process that goes on with an answer knows what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.court.basis import Basis
from bot.desk.replies import Reply, Source, TimelineEntry
from channels.limits import WeChat

_MARKS = {"done": "●", "current": "◉", "expected": "○"}
_SENTENCE_ENDS = re.compile(r"(?<=[。！？；!?;\n])(?![”’」』）)])|(?<=[。！？；][”’」』）)])")
_CLAUSE_ENDS = re.compile(r"(?<=[，、,：: ])")


@dataclass(frozen=True)
class Part:
    """One message. ``choices`` can be picked by their place or their words, ``also`` by words."""

    text: str
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The whole as one text."""
        return self.text + listed(self.choices, self.also)


def parts_of(replies: Sequence[Reply], limit: int = WeChat.TEXT_BYTES) -> list[Part]:
    """Return the messages that say these replies; the last has the choices.

    ``limit``: UTF-8 bytes of one text, its choices as lines included.
    """
    texts = [block for reply in replies if (block := _block(reply))]
    choices, also = _choices(replies)
    room = limit - _size(listed(choices, also))
    if room < limit // 2:  # nobody offers so much; the answer itself comes first
        choices, also, room = (), (), limit
    cut = split("\n\n".join(texts), room)
    return [*map(Part, cut[:-1]), *(Part(text, choices, also) for text in cut[-1:])]


def listed(choices: Sequence[str], also: Sequence[str] = ()) -> str:
    """Return choices as lines that can be answered in words."""
    if len(choices) + len(also) == 1:
        return f"\n\n需要的话，回复：{(*choices, *also)[0]}"
    lines = [f"{number}. {title}" for number, title in enumerate(choices, 1)]
    if len(choices) > 1:
        lines.append("（回复“第二个”或选项文字都可以）")
    if also:
        lines.append(f"也可以回复：{'、'.join(also)}")
    return "\n\n" + "\n".join(lines) if lines else ""


def split(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most ``limit`` UTF-8 bytes, at the ends of sentences.

    A sentence that is too long is cut at a comma, and only at any character if it has none.
    Nothing but blanks at a cut is lost; no piece is empty.
    """
    if limit < 4:
        raise ValueError("a character can take four bytes")
    pieces: list[str] = []
    held = ""
    for unit in _units(text, limit):
        if _size(held + unit) > limit:
            pieces.append(held)
            held = ""
        held += unit
    return [stripped for piece in (*pieces, held) if (stripped := piece.strip())]


def _units(text: str, limit: int) -> Iterator[str]:
    for sentence in _SENTENCE_ENDS.split(text):
        if _size(sentence) <= limit:
            yield sentence
            continue
        for clause in _CLAUSE_ENDS.split(sentence):
            yield from [clause] if _size(clause) <= limit else _slices(clause, limit)


def _slices(text: str, limit: int) -> Iterator[str]:
    begun, size = 0, 0
    for place, character in enumerate(text):
        width = _size(character)
        if size + width > limit:
            yield text[begun:place]
            begun, size = place, 0
        size += width
    yield text[begun:]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _block(reply: Reply) -> str:
    lines = [reply.text.strip(), *map(_stage, reply.timeline), _basis(reply)]
    return "\n".join(line for line in lines if line)


def _stage(entry: TimelineEntry) -> str:
    note = f"（{entry.note}）" if entry.note else ""
    return f"{_MARKS[entry.state]} {entry.date or '待定'} {entry.stage}{note}"


def _basis(reply: Reply) -> str:
    """Return one line of what an answer rests on, unless its text names it already."""
    if not reply.sources or "依据：" in reply.text:
        return ""
    named = dict.fromkeys(filter(None, map(_source, reply.sources)))
    return f"依据：{'；'.join(named)}" if named else ""


def _source(source: Source) -> str:
    if not source.law:
        return source.title
    return Basis(source.law, source.articles, source.version).cite()


def _choices(replies: Sequence[Reply]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the last reply offers, and what only earlier ones do.

    The next message picks by place among the buttons of the last reply alone.
    """
    titles = [[button.title for button in reply.buttons] for reply in replies]
    last = tuple(titles[-1]) if titles else ()
    earlier = dict.fromkeys(title for each in titles[:-1] for title in each)
    return last, tuple(title for title in earlier if title not in last)
