"""Wrong legal words (传单, 执法局, 探视权): understood, and put right once in a short sentence.

The table is data/knowledge/wrong_words.yml. A word may be wrong in one matter and right in another
(上诉 before there is a judgment): ``when`` names the topics, ``unless`` the words that excuse it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.article import Topic
from bot.knowledge.errors import BadField, Report, UnknownTopic, refuse
from bot.knowledge.fields import Fields, spoken
from bot.knowledge.reading import SENTENCE_MOST, read_rows

WRONG_WORDS = "wrong_words.yml"
MOST_NOTES = 2


@dataclass(frozen=True)
class WrongWord:
    """What people say, the court's word for it, and what else to know in one sentence.

    ``when`` holds the topics in which it is wrong, all when empty; a word of ``unless`` anywhere in
    the message excuses it.
    """

    wrong: tuple[str, ...]
    right: str
    note: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def said_in(self, text: str, topics: Iterable[str]) -> str:
        """Return the wrong word that a message of these topics uses, the longest; or nothing."""
        if self.when and not set(self.when).intersection(topics):
            return ""
        said = max((word for word in self.wrong if word in text), key=len, default="")
        # Somebody who also says the right word knows it; 被告 stands in 被告人.
        excused = self.right in text.replace(said, "") or any(word in text for word in self.unless)
        return "" if excused else said


@dataclass(frozen=True)
class PutRight:
    """A wrong word as it was said, and the right one."""

    said: str
    right: str
    note: str

    @property
    def sentence(self) -> str:
        """What the citizen reads."""
        return f"您说的“{self.said}”，{self.note or f'法律上叫“{self.right}”。'}"


class WrongWords:
    """The table, looked up in a message."""

    def __init__(self, words: Sequence[WrongWord] = ()) -> None:
        """Hold the words in the order of their file."""
        self.words = tuple(words)

    def in_text(self, text: str, topics: Iterable[str]) -> list[PutRight]:
        """Return the wrong words of a message about ``topics``, two at most, in file order.

        Of words that stand within one another (起诉 in 起诉书) the longest counts.
        """
        topics = frozenset(topics)
        said = [(word, word.said_in(text, topics)) for word in self.words]
        every = [one for _word, one in said if one]
        found = [
            PutRight(one, word.right, word.note)
            for word, one in said
            if one and not any(one != other and one in other for other in every)
        ]
        return found[:MOST_NOTES]


def read_wrong_words(
    directory: Path, topics: Mapping[str, Topic], report: Report = refuse
) -> WrongWords:
    """Read the table of a directory; an absent one is empty.

    What is wrong goes to ``report``: no word, a right word among the wrong ones, a topic that does
    not exist, a word that two entries put right in the same topic.
    """
    path = directory / WRONG_WORDS
    rows = read_rows(path, report) if path.exists() else []
    words = [_word(fields, topics) for fields in rows]
    for place, (fields, word) in enumerate(zip(rows, words, strict=True)):
        _check_once(fields, word, words[:place])
    return WrongWords(words)


def _word(fields: Fields, topics: Mapping[str, Topic]) -> WrongWord:
    fields.only(("wrong", "right", "note", "when", "unless"))
    word = WrongWord(
        wrong=fields.texts("wrong", least=1),
        right=fields.text("right"),
        note=spoken(fields, "note", SENTENCE_MOST - 12) if fields.has("note") else "",
        when=fields.texts("when"),
        unless=fields.texts("unless"),
    )
    if word.right in word.wrong:
        fields.wrong("wrong", f"“{word.right}”就是正确的说法")
    if word.note and not (word.note.endswith("。") and word.right in word.note):
        fields.wrong("note", f"要写成一句话，说出“{word.right}”，用句号结尾")
    _check_topics(fields, word.when, topics)
    return word


def _check_topics(fields: Fields, names: Iterable[str], topics: Container[str]) -> None:
    for name in names:
        if name not in topics:
            fields.wrong("when", f"没有“{name}”这个事项", UnknownTopic)


def _check_once(fields: Fields, word: WrongWord, before: Iterable[WrongWord]) -> None:
    for other in before:
        same = set(word.wrong).intersection(other.wrong)
        meet = not word.when or not other.when or set(word.when).intersection(other.when)
        if same and meet:
            fields.wrong("wrong", f"“{min(same)}”在同一事项里写了两遍", BadField)
