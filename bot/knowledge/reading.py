"""From the files of data/knowledge to topics, laws and articles, each checked as it is read."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.court.basis import Basis
from bot.knowledge.article import CONFIDENCES, FACETS, LEADS_TO, Article, Law, Topic
from bot.knowledge.errors import (
    BadDate,
    BadFile,
    MissingBasis,
    NoSuchProvision,
    UnknownLaw,
    UnknownTopic,
)
from bot.knowledge.fields import Fields, read_yaml, spoken

LAWS = "laws.yml"
TOPICS = "topics.yml"

# What the doors can show and say: a short answer in a chat bubble, one breath on the phone,
# the text of a button.
SHORT_MOST = 120
SENTENCE_MOST = 60
LABEL_MOST = 10
QUESTIONS_LEAST = 10

PROVISION = re.compile(
    r"(?P<number>[1-9]\d*)(之[一二三四五六七八九十]+)?([(（][一二三四五六七八九十]+[)）])?"
)
ARTICLE_ID = re.compile(r"[a-z][a-z0-9_]*")
ARTICLE_FIELDS = {field.name for field in dataclasses.fields(Article)} - {"reviewer"}


def read_topics(directory: Path) -> dict[str, Topic]:
    """Return the topics by name, in file order."""
    return {fields.identity: _topic(fields) for fields in _entries(directory / TOPICS)}


def read_laws(directory: Path) -> dict[str, Law]:
    """Return the laws by the short name used in citations."""
    return {fields.identity: _law(fields) for fields in _entries(directory / LAWS)}


def read_articles(
    path: Path, topics: Mapping[str, Topic], laws: Mapping[str, Law]
) -> list[Article]:
    """Return the articles of one file, in file order; an empty file has none."""
    rows = read_yaml(path)
    if not isinstance(rows, list):
        raise BadFile(path.name, "-", "-", "expected a list of articles")
    return [_article(_fields(path, place, row), topics, laws) for place, row in enumerate(rows, 1)]


def _entries(path: Path) -> Iterator[Fields]:
    entries = read_yaml(path)
    if not isinstance(entries, Mapping):
        raise BadFile(path.name, "-", "-", "expected a mapping")
    for name, values in entries.items():
        yield Fields(path.name, str(name), values)


def _fields(path: Path, place: int, row: object) -> Fields:
    identity = row.get("id") if isinstance(row, Mapping) else None
    return Fields(path.name, str(identity or f"article {place}"), row)


def _topic(fields: Fields) -> Topic:
    fields.only(("label", "area", "intent", "refusal"))
    intent = fields.choice("intent", ("procedure", "out_of_scope", fields.identity))
    refused = intent == "out_of_scope"
    if refused != fields.has("refusal"):
        raise fields.bad("refusal", "belongs to every topic out of scope, and to no other")
    return Topic(
        name=fields.identity,
        label=fields.text("label", most=LABEL_MOST),
        area=fields.text("area"),
        intent=intent,
        refusal=fields.text("refusal") if refused else "",
    )


def _law(fields: Fields) -> Law:
    fields.only(("name", "version", "number", "effective", "articles"))
    return Law(
        key=fields.identity,
        name=fields.text("name"),
        version=fields.text("version"),
        number=fields.text("number", default=""),
        effective=fields.day("effective") if fields.has("effective") else None,
        articles=fields.count("articles"),
    )


def _article(fields: Fields, topics: Mapping[str, Topic], laws: Mapping[str, Law]) -> Article:
    fields.only(ARTICLE_FIELDS)
    if not ARTICLE_ID.fullmatch(fields.text("id")):
        raise fields.bad("id", "expected lower-case ASCII words joined by underscores")
    review = fields.inner("reviewed", ("date", "role"))
    article = Article(
        id=fields.identity,
        topic=_topic_name(fields, topics),
        main=fields.flag("main"),
        title=fields.text("title"),
        questions=fields.texts("questions", least=QUESTIONS_LEAST),
        short=fields.text("short", most=SHORT_MOST),
        answer=fields.text("answer"),
        steps=fields.texts("steps"),
        materials=fields.texts("materials"),
        facets=fields.mapping("facets", FACETS),
        basis=tuple(_basis(row, laws) for row in fields.rows("basis")),
        basis_note=fields.text("basis_note", default=""),
        voice=spoken(fields, "voice", SENTENCE_MOST),
        related=fields.texts("related"),
        handover=fields.text("handover", default=""),
        leads_to=fields.choice("leads_to", LEADS_TO, default=""),
        confidence=fields.choice("confidence", CONFIDENCES),
        effective=fields.day("effective"),
        reviewed=review.day("date"),
        reviewer=review.text("role"),
    )
    _check_basis(fields, article)
    _check_age(fields, article, laws)
    return article


def _topic_name(fields: Fields, topics: Mapping[str, Topic]) -> str:
    name = fields.text("topic")
    if name not in topics or not topics[name].in_scope:
        raise UnknownTopic(fields.file, fields.identity, "topic", f"no in-scope topic {name!r}")
    return name


def _basis(row: Fields, laws: Mapping[str, Law]) -> Basis:
    row.only(("law", "articles"))
    key = row.text("law")
    if key not in laws:
        raise UnknownLaw(row.file, row.identity, "basis", f"no law {key!r} in {LAWS}")
    provisions = row.texts("articles", least=1)
    for provision in provisions:
        _check_provision(row, laws[key], provision)
    return Basis(law=key, articles=provisions, version=laws[key].version)


def _check_provision(row: Fields, law: Law, provision: str) -> None:
    form = PROVISION.fullmatch(provision)
    if form is None:
        raise row.bad("basis", f"{provision!r} is no article number such as 13 or 13(一)")
    if law.articles is not None and int(form["number"]) > law.articles:
        raise NoSuchProvision(
            row.file,
            row.identity,
            "basis",
            f"{law.key} has {law.articles} articles, not {provision}",
        )


def _check_basis(fields: Fields, article: Article) -> None:
    if article.confidence == "verified" and not (article.basis or article.basis_note):
        problem = "a verified article needs a law, or a basis_note saying why there is none"
        raise MissingBasis(fields.file, article.id, "basis", problem)


def _check_age(fields: Fields, article: Article, laws: Mapping[str, Law]) -> None:
    for basis in article.basis:
        since = laws[basis.law].effective
        if since is not None and article.effective < since:
            problem = f"{article.effective} is before {since}, when {basis.law} took effect"
            raise BadDate(fields.file, article.id, "effective", problem)
