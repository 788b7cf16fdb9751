"""From the files of data/knowledge to topics, laws and articles, each checked as it is read."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.court.basis import Basis
from bot.knowledge.article import CONFIDENCES, FACETS, LEADS_TO, Article, Law, Topic
from bot.knowledge.errors import (
    BadDate,
    BadFile,
    MissingBasis,
    NoSuchProvision,
    Report,
    UnknownLaw,
    UnknownTopic,
    refuse,
)
from bot.knowledge.fields import NO_DAY, Fields, read_yaml, spoken
from bot.knowledge.provisions import Provision

LAWS = "laws.yml"
TOPICS = "topics.yml"

# What the doors can show and say: a short answer in a chat bubble, one breath on the phone,
# the text of a button.
SHORT_MOST = 120
SENTENCE_MOST = 60
LABEL_MOST = 10
QUESTIONS_LEAST = 10

ARTICLE_ID = re.compile(r"[a-z][a-z0-9_]*")
ARTICLE_FIELDS = {field.name for field in dataclasses.fields(Article)} - {"reviewer"}


def read_topics(directory: Path, report: Report = refuse) -> dict[str, Topic]:
    """Return the topics by name, in file order."""
    return {fields.identity: _topic(fields) for fields in _entries(directory / TOPICS, report)}


def read_laws(directory: Path, report: Report = refuse) -> dict[str, Law]:
    """Return the laws by the short name used in citations."""
    return {fields.identity: _law(fields) for fields in _entries(directory / LAWS, report)}


def read_articles(
    path: Path,
    topics: Mapping[str, Topic],
    laws: Mapping[str, Law],
    report: Report = refuse,
) -> list[Article]:
    """Return the articles of one file, in file order; an empty list has none."""
    return [_article(fields, topics, laws) for fields in read_rows(path, report)]


def read_rows(path: Path, report: Report = refuse) -> list[Fields]:
    """Return the fields of each entry of a file that holds a list of them."""
    rows = _content(path, list, "要写成一列条目", report) or []
    named = [(_identity(row, place), row) for place, row in enumerate(rows, 1)]
    return _mappings(path, named, report)


def _entries(path: Path, report: Report) -> list[Fields]:
    entries = _content(path, Mapping, "要写成“名称: {字段: 值}”", report) or {}
    return _mappings(path, [(str(name), values) for name, values in entries.items()], report)


def _content(path: Path, kind: type, problem: str, report: Report) -> Any:
    """Return the content of a file; None after a report that it is not of the ``kind``."""
    try:
        content = read_yaml(path)
    except BadFile as error:
        report(error)
        return None
    if not isinstance(content, kind):
        report(BadFile(path.name, "-", "-", problem))
        return None
    return content


def _mappings(path: Path, named: list[tuple[str, object]], report: Report) -> list[Fields]:
    found = []
    for name, values in named:
        if isinstance(values, Mapping):
            found.append(Fields(path.name, name, values, report))
        else:
            report(BadFile(path.name, name, "-", "要写成“字段: 值”"))
    return found


def _identity(row: object, place: int) -> str:
    identity = row.get("id") if isinstance(row, Mapping) else None
    return str(identity or f"第{place}条")


def _topic(fields: Fields) -> Topic:
    fields.only(("label", "area", "intent", "refusal"))
    intent = fields.choice("intent", ("procedure", "out_of_scope", fields.identity))
    refused = intent == "out_of_scope"
    if refused != fields.has("refusal"):
        fields.wrong("refusal", "不归法院管的事项都要写，别的事项都不写")
    return Topic(
        name=fields.identity,
        label=fields.text("label", most=LABEL_MOST),
        area=fields.text("area"),
        intent=intent,
        refusal=fields.text("refusal") if refused and fields.has("refusal") else "",
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
        fields.wrong("id", "要用小写英文单词，用下划线连接")
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
        expires=fields.day("expires") if fields.has("expires") else None,
        held=fields.text("held") if fields.has("held") else "",
    )
    _check_basis(fields, article)
    _check_dates(fields, article, laws)
    return article


def _topic_name(fields: Fields, topics: Mapping[str, Topic]) -> str:
    name = fields.text("topic")
    if name and (name not in topics or not topics[name].in_scope):
        fields.wrong("topic", f"{TOPICS}里没有“{name}”这个受理的事项", UnknownTopic)
    return name


def _basis(row: Fields, laws: Mapping[str, Law]) -> Basis:
    row.only(("law", "articles"))
    key, provisions = row.text("law"), row.texts("articles", least=1)
    if key and key not in laws:
        row.wrong("basis", f"{LAWS}里没有“{key}”", UnknownLaw)
    law = laws.get(key)
    for provision in provisions:
        _check_provision(row, law, provision)
    return Basis(law=key, articles=provisions, version=law.version if law else "")


def _check_provision(row: Fields, law: Law | None, text: str) -> None:
    provision = Provision.parse(text)
    if provision is None or not text[0].isdecimal():
        row.wrong("basis", f"“{text}”不是13、13(一)、13-15这样的条号")
    elif law and law.articles is not None and provision.last > law.articles:
        row.wrong("basis", f"{law.key}只有{law.articles}条，没有第{text}条", NoSuchProvision)


def _check_basis(fields: Fields, article: Article) -> None:
    if article.confidence == "verified" and fields.empty("basis") and not article.basis_note:
        problem = "已核实的答复要写依据，没有法律依据的用basis_note说明原因"
        fields.wrong("basis", problem, MissingBasis)


def _check_dates(fields: Fields, article: Article, laws: Mapping[str, Law]) -> None:
    for basis in article.basis:
        since = laws[basis.law].effective if basis.law in laws else None
        if since is not None and NO_DAY < article.effective < since:
            problem = f"{article.effective}早于{basis.law}的施行日{since}"
            fields.wrong("effective", problem, BadDate)
    if article.expires is not None and NO_DAY < article.expires <= article.effective:
        problem = f"停用日{article.expires}不晚于生效日{article.effective}"
        fields.wrong("expires", problem, BadDate)
