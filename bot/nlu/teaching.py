"""What the understander is taught: lines, the articles' questions, and the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from bot.knowledge.contents import read_contents
from bot.nlu import demand
from bot.nlu.understanding import Example, Thresholds, Understander


@dataclass(frozen=True)
class Tables:
    """Where they are. Without a table of demand topics are equally likely; without knowledge the
    questions of articles are not taught. `embedding` names an embedder for doubtful messages.
    """

    lexicon: str = "data/lexicon/concepts.txt"
    demand: str | None = "data/lexicon/demand.txt"
    knowledge: str | None = "data/knowledge"
    embedding: str | None = None

    def fingerprint(self) -> str:
        """Return a name of what they hold, over their contents; of the embedder the name alone."""
        total = sha256(str(self.embedding).encode())
        for path in map(Path, filter(None, (self.lexicon, self.demand, self.knowledge))):
            for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
                total.update(sha256(file.read_bytes()).digest())
        return total.hexdigest()


def teach(
    lines: Iterable[Example], tables: Tables | None = None, thresholds: Thresholds | None = None
) -> Understander:
    """Train on lines and on what the tables hold.

    Raises:
        OSError: a table is not there.
        LexiconError, DemandError, KnowledgeError: a table or an article is wrong.
        EmbeddingError: the embedder is not there.
    """
    tables = tables or Tables()
    asked = article_questions(Path(tables.knowledge)) if tables.knowledge else ()
    return Understander.train(
        chain(lines, asked),
        Path(tables.lexicon).read_text(encoding="utf-8"),
        thresholds,
        demand.read(Path(tables.demand)) if tables.demand else None,
        tables.embedding,
    )


def article_questions(directory: Path) -> Iterator[Example]:
    """Yield every article's title and questions, each with the topic the article answers.

    Raises:
        KnowledgeError: an article is wrong.
    """
    contents = read_contents(directory)
    for article in contents.articles:
        intent = contents.topics[article.topic].intent
        for question in (article.title, *article.questions):
            yield Example(question, intent, article.topic)
