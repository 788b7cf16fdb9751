"""Approved replies: what staff say often, checked once, with the variables of a conversation.

A variable that is not known stays in 【】, so that whoever sends it sees what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.desk.replies import Button

FILE = Path(__file__).resolve().parents[3] / "data" / "desk" / "replies.yml"
VARIABLES = ("案号", "回执号", "姓名")
_VARIABLE = re.compile(r"\{([^{}]*)\}")

TOOLS: Mapping[str, Button] = {
    "fee": Button(title="算诉讼费", payload="/calculate_fee"),
    "time_limit": Button(title="算期限", payload="/calculate_time_limit"),
    "interest": Button(title="算迟延履行利息", payload="/calculate_interest"),
    "case": Button(title="查我的案件", payload="/case_progress_query"),
}
"""What staff can send for the citizen to press once the bot answers again."""


@dataclass(frozen=True)
class Approved:
    """A reply as it stands in the file."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Filled:
    """A reply for one conversation; ``missing`` names the variables nobody knows."""

    title: str
    text: str
    missing: tuple[str, ...]


@cache
def approved() -> tuple[Approved, ...]:
    """Return the replies of the file, in its order.

    Raises:
        ValueError: a reply names a variable that does not exist.
    """
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = tuple(Approved(name, each["title"], each["text"]) for name, each in raw.items())
    for reply in found:
        unknown = set(_VARIABLE.findall(reply.text)) - set(VARIABLES)
        if unknown:
            raise ValueError(f"{FILE.name}: {reply.name}: unknown variables {sorted(unknown)}")
    return found


def search(words: str, among: Iterable[Approved]) -> list[Approved]:
    """Return the replies that contain every word, in title or text; all without words."""
    wanted = words.split()
    return [each for each in among if all(word in each.title + each.text for word in wanted)]


def filled(reply: Approved, values: Mapping[str, str]) -> Filled:
    """Put a conversation's values in place of the variables."""
    missing = tuple(
        name for name in dict.fromkeys(_VARIABLE.findall(reply.text)) if not values.get(name)
    )
    text = _VARIABLE.sub(lambda found: values.get(found[1]) or f"【{found[1]}】", reply.text)
    return Filled(reply.title, text, missing)
