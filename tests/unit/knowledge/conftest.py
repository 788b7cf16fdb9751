"""A small library written to disk, any part of which a test may change."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.library import Library

TOPICS: dict[str, Any] = {
    "appeal": {"label": "上诉", "area": "after", "intent": "procedure"},
    "litigation_fee": {"label": "诉讼费多少", "area": "fees", "intent": "litigation_fee"},
    "oos_win": {
        "label": "官司能不能赢",
        "area": "out_of_scope",
        "intent": "out_of_scope",
        "refusal": "输赢要由法官来定，我不能预测。",
    },
}
LAWS: dict[str, Any] = {
    "民事诉讼法": {
        "name": "中华人民共和国民事诉讼法",
        "version": "2023-09-01修正，2024-01-01施行",
        "effective": "2024-01-01",
        "articles": 306,
    },
    "诉讼费用交纳办法": {
        "name": "诉讼费用交纳办法",
        "version": "国务院令第481号，2007-04-01施行",
        "number": "国务院令第481号",
    },
}
ARTICLE: dict[str, Any] = {
    "id": "appeal_deadline",
    "topic": "appeal",
    "main": True,
    "title": "不服一审判决怎么上诉",
    "questions": [f"第{number}种问法" for number in range(10)],
    "short": "收到判决书15日内上诉。",
    "answer": "收到判决书之日起15日内，向上一级法院上诉。",
    "basis": [{"law": "民事诉讼法", "articles": ["171", "13(二)"]}],
    "voice": "收到判决书十五天内上诉。",
    "confidence": "verified",
    "effective": "2024-01-01",
    "reviewed": {"date": "2026-11-22", "role": "程序知识编辑"},
}


class Shelf:
    """A directory of knowledge files: change it, then ``load`` it."""

    def __init__(self, directory: Path) -> None:
        """Keep the files of a library with one article in ``directory``."""
        self.directory = directory
        self.topics = deepcopy(TOPICS)
        self.laws = deepcopy(LAWS)
        self.articles = [deepcopy(ARTICLE)]

    def add(self, **changes: Any) -> None:
        """Add an article like the first but for ``changes``."""
        self.articles.append(deepcopy(ARTICLE) | {"main": False} | changes)

    def change(self, **changes: Any) -> None:
        """Change fields of the first article; None leaves the field out."""
        kept = self.articles[0] | changes
        self.articles[0] = {name: value for name, value in kept.items() if value is not None}

    def save(self) -> None:
        """Write the files."""
        self.write("topics.yml", self.topics)
        self.write("laws.yml", self.laws)
        self.write("after.yml", self.articles)

    def load(self) -> Library:
        """Write the files and load them."""
        self.save()
        return Library.load(self.directory)

    def history(self, identity: str, versions: Any) -> None:
        """Write the earlier versions of an article."""
        (self.directory / "history").mkdir(exist_ok=True)
        self.write(f"history/{identity}.yml", versions)

    def write(self, name: str, content: Any) -> None:
        """Write one file; a date written as a text is a date to YAML."""
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        for day in ("2024-01-01", "2023-12-31", "2026-11-22", "2026-12-01"):
            text = text.replace(f"'{day}'", day)
        (self.directory / name).write_text(text, encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A library of one article, ready to be changed and loaded."""
    return Shelf(tmp_path)


@pytest.fixture
def refused(shelf: Shelf) -> Callable[[type[Exception]], str]:
    """Load a library that must be refused and return the message."""

    def load(error: type[Exception]) -> str:
        with pytest.raises(error) as caught:
            shelf.load()
        assert type(caught.value) is error
        return str(caught.value)

    return load
