"""Words of a source that stand for one of ours."""

from __future__ import annotations

from enum import IntEnum
from typing import Generic, TypeVar, cast

from bot.cases.importing.mapping import VOCABULARIES
from bot.cases.importing.values import BadValue
from bot.cases.vocabulary import Sealed

Word = TypeVar("Word", bound=IntEnum)
_NOT_SEALED = {"", "否", "无", "公开", "0", "不涉及", "false", "False"}


class Words(Generic[Word]):
    """Reads the words of one vocabulary: our labels, and those the mapping translates."""

    def __init__(self, vocabulary: type[Word], own: dict[str, str]) -> None:
        """``own`` gives for a word of the source one of our labels."""
        labels = {cast(str, getattr(member, "label", "")): member for member in vocabulary}
        self._known = {label: member for label, member in labels.items() if label}
        short = {label.removesuffix("程序"): member for label, member in self._known.items()}
        self._table = short | self._known | {word: labels[label] for word, label in own.items()}

    def read(self, text: str) -> Word:
        """Return the member a word stands for.

        Raises:
            BadValue: nobody has said what the word means.
        """
        found = self._table.get(text)
        if found is None:
            known = "、".join(self._known)
            raise BadValue(
                f"不认识“{text[:20]}”。可以用：{known}；也可以在映射文件的 words 里对照。"
            )
        return found


def read_sealed(text: str, words: Words[Sealed]) -> Sealed:
    """Return why a case is sealed; a word that nobody knows seals it too, to be safe."""
    if text in _NOT_SEALED:
        return Sealed.OPEN
    try:
        return words.read(text)
    except BadValue:
        return Sealed.OTHER


def known_words(own: dict[str, dict[str, str]]) -> dict[str, Words[IntEnum]]:
    """Return a reader for each vocabulary with the words a mapping adds."""
    return {
        kind: Words(cast("type[IntEnum]", vocabulary), own.get(kind, {}))
        for kind, vocabulary in VOCABULARIES.items()
    }
