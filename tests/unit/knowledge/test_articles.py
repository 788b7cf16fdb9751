"""The articles themselves: complete, cited, and nothing told that was not verified."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.court.laws import LAWS
from bot.knowledge.article import Article
from bot.knowledge.library import Library
from bot.knowledge.reading import LAWS as LAW_FILE
from bot.knowledge.reading import TOPICS as TOPIC_FILE
from bot.knowledge.reading import read_articles
from bot.knowledge.wrong_words import WRONG_WORDS

DIRECTORY = Path(__file__).parents[3] / "data" / "knowledge"
TODAY = date(2026, 11, 30)
CITATION = re.compile(r"《[^《》]+》第[^（）]+（[^（）]+）")
HOTLINES = {"12333", "12345", "12348", "12309", "12368", "96110"}

# Told to nobody before a person has confirmed it: hotlines, addresses, platforms and figures
# that were found in excerpts or remembered, not in an opened text.
UNCONFIRMED = [
    "12337",
    ".gov.cn",
    "安全账户",
    "人民法院公告网",
    "破产重整案件信息网",
    "一码通",
    "排期避让",
    "跨域",
    "刷脸",
    "人脸",
    "67类",
    "法〔2025〕82号",
    "36个月",
    "每6个月",
    "5年内",
]


@pytest.fixture(scope="module")
def library() -> Library:
    """The library that citizens are answered from."""
    return Library.load(DIRECTORY)


@pytest.fixture(scope="module")
def served(library: Library) -> tuple[Article, ...]:
    """The articles that may be told."""
    return library.servable(TODAY)


def told(article: Article) -> str:
    """Return everything of an article that a citizen may read or hear."""
    parts = (article.title, article.short, article.answer, article.voice, article.handover)
    lists = (*article.steps, *article.materials, *article.facets.values())
    return "\n".join((*parts, *lists))


def test_every_topic_in_scope_has_a_main_article_that_may_be_told(library: Library) -> None:
    mains = {name: library.for_topic(name) for name, topic in library.topics.items()}
    wanting = [
        name
        for name, article in mains.items()
        if library.topics[name].in_scope
        and not (article and article.main and article.servable(TODAY))
    ]

    assert wanting == []
    assert len(mains) == 111


def test_the_main_article_stands_in_a_file_of_its_area(library: Library) -> None:
    astray = [
        (path.name, article.id)
        for path in sorted(DIRECTORY.glob("*.yml"))
        if path.name not in (LAW_FILE, TOPIC_FILE, WRONG_WORDS)
        for article in read_articles(path, library.topics, library.laws)
        if article.main and not f"{path.stem}_".startswith(f"{library.topics[article.topic].area}_")
    ]

    assert astray == []


def test_topics_out_of_scope_are_refused_with_a_next_step(library: Library) -> None:
    refused = {name: topic for name, topic in library.topics.items() if not topic.in_scope}

    assert len(refused) == 9
    assert all(name.startswith("oos_") for name in refused)
    for name, topic in refused.items():
        assert re.search(r"12348|12345|12333|110|人工", topic.refusal), name
        assert re.search(r"我可以|我能|我来|再来问我|12309", topic.refusal), name
        assert 1 <= len(re.findall(r"[。！？]", topic.refusal)) <= 3, name


def test_no_two_topics_have_the_same_label(library: Library) -> None:
    labels = Counter(topic.label for topic in library.topics.values())

    assert [label for label, count in labels.items() if count > 1] == []


def test_every_citation_reads_as_one(library: Library) -> None:
    for article in library.articles.values():
        for basis in article.sources():
            assert CITATION.fullmatch(basis.cite()), article.id
            assert basis.version == library.laws[basis.law].version


def test_calculators_and_articles_cite_the_same_versions(library: Library) -> None:
    ours = {key: (law.version, law.effective) for key, law in library.laws.items()}

    for key, law in LAWS.items():
        assert ours[key][0] == law.version
        assert law.since in (None, ours[key][1])


def test_an_answer_to_be_confirmed_is_never_told(library: Library) -> None:
    waiting = {a.id for a in library.articles.values() if a.confidence != "verified"}

    assert waiting
    assert waiting.isdisjoint(article.id for article in library.servable(date.max))


@pytest.mark.parametrize("phrase", UNCONFIRMED)
def test_what_was_not_confirmed_is_not_told(served: tuple[Article, ...], phrase: str) -> None:
    assert [article.id for article in served if phrase in told(article)] == []


def test_no_hours_and_no_unknown_telephone_are_told(served: tuple[Article, ...]) -> None:
    for article in served:
        assert not re.search(r"\d{1,2}[:：]\d{2}|\d{3,4}-\d{7,8}", told(article)), article.id
        numbers = set(re.findall(r"(?<!\d)(?:12[345]\d{2}|96\d{3})(?!\d)(?!元)", told(article)))
        assert numbers <= HOTLINES, article.id


@pytest.mark.parametrize("amounts", ["50元至300元", "50元至100元", "100元至500元"])
def test_what_a_province_sets_is_told_as_a_range_set_locally(
    served: tuple[Article, ...], amounts: str
) -> None:
    telling = [article for article in served if amounts in article.answer]

    assert telling
    for article in telling:
        assert re.search(r"省级政府|以受理法院公布为准|各省", article.answer), article.id


def test_no_question_is_asked_of_two_articles(library: Library) -> None:
    asked = Counter(
        re.sub(r"[\W_]", "", question)
        for article in library.articles.values()
        for question in article.questions
    )

    assert [question for question, count in asked.items() if count > 1] == []


def test_a_question_finds_its_own_article_among_those_of_the_topic(library: Library) -> None:
    astray = [
        (article.id, question)
        for article in library.articles.values()
        for question in article.questions
        if library.find(question, 1, library.all_for_topic(article.topic))[0][0] is not article
    ]

    assert astray == []
