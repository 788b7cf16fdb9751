"""A loaded library: articles by id and topic, what may be told, and the nearest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.court.basis import Basis
from bot.knowledge.article import Article, Law, Topic

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

TODAY = date(2026, 11, 30)


def test_an_article_is_read_whole(shelf: Shelf) -> None:
    shelf.add(id="other")
    shelf.change(
        steps=["写上诉状", "交原审法院"],
        materials=["上诉状"],
        facets={"cost": "按不服部分算", "duration": "15日"},
        related=["other"],
        handover="期限就在当日",
        leads_to="time_limit",
        expires=date(2027, 1, 1),
        held="等新规定",
    )

    assert shelf.load().article("appeal_deadline") == Article(
        id="appeal_deadline",
        topic="appeal",
        main=True,
        title="不服一审判决怎么上诉",
        questions=tuple(f"第{number}种问法" for number in range(10)),
        short="收到判决书15日内上诉。",
        answer="收到判决书之日起15日内，向上一级法院上诉。",
        steps=("写上诉状", "交原审法院"),
        materials=("上诉状",),
        facets={"cost": "按不服部分算", "duration": "15日"},
        basis=(Basis("民事诉讼法", ("171", "13(二)"), "2023-09-01修正，2024-01-01施行"),),
        basis_note="",
        voice="收到判决书十五天内上诉。",
        related=("other",),
        handover="期限就在当日",
        leads_to="time_limit",
        confidence="verified",
        effective=date(2024, 1, 1),
        reviewed=date(2026, 11, 22),
        reviewer="程序知识编辑",
        expires=date(2027, 1, 1),
        held="等新规定",
    )


def test_the_sources_cite_the_law_in_force(shelf: Shelf) -> None:
    article = shelf.load().article("appeal_deadline")

    assert article is not None
    assert [basis.cite() for basis in article.sources()] == [
        "《民事诉讼法》第171条、第13条(二)（2023-09-01修正，2024-01-01施行）"
    ]


def test_topics_and_laws_are_read_whole(shelf: Shelf) -> None:
    library = shelf.load()

    assert list(library.topics.values()) == [
        Topic("appeal", "上诉", "after", "procedure"),
        Topic("litigation_fee", "诉讼费多少", "fees", "litigation_fee"),
        Topic(
            "oos_win",
            "官司能不能赢",
            "out_of_scope",
            "out_of_scope",
            "输赢要由法官来定，我不能预测。",
        ),
    ]
    assert [topic.in_scope for topic in library.topics.values()] == [True, True, False]
    assert list(library.laws.values()) == [
        Law(
            "民事诉讼法",
            "中华人民共和国民事诉讼法",
            "2023-09-01修正，2024-01-01施行",
            "",
            date(2024, 1, 1),
            306,
        ),
        Law(
            "诉讼费用交纳办法",
            "诉讼费用交纳办法",
            "国务院令第481号，2007-04-01施行",
            "国务院令第481号",
        ),
    ]


def test_what_is_not_there_is_none(shelf: Shelf) -> None:
    library = shelf.load()

    assert library.article("nothing") is None
    assert library.topic("nothing") is None
    assert library.for_topic("litigation_fee") is None
    assert library.all_for_topic("nothing") == ()


def test_the_main_article_answers_wherever_it_stands(shelf: Shelf) -> None:
    shelf.change(main=False)
    shelf.add(id="second", main=True)
    shelf.add(id="third")
    library = shelf.load()

    found = library.for_topic("appeal")
    assert found is not None
    assert found.id == "second"
    assert [article.id for article in library.all_for_topic("appeal")] == [
        "appeal_deadline",
        "second",
        "third",
    ]


def test_the_first_article_answers_where_none_is_main(shelf: Shelf) -> None:
    shelf.change(main=False)
    shelf.add(id="second")

    found = shelf.load().for_topic("appeal")

    assert found is not None
    assert found.id == "appeal_deadline"


def test_articles_of_every_file_are_read_in_the_order_of_file_names(shelf: Shelf) -> None:
    shelf.load()
    shelf.write("before.yml", [shelf.articles[0] | {"id": "zulu", "main": False}])
    shelf.write("aaa.yml", [shelf.articles[0] | {"id": "alpha", "main": False}])

    assert list(shelf.load().articles) == ["alpha", "appeal_deadline", "zulu"]


def test_only_what_is_verified_and_in_force_may_be_told(shelf: Shelf) -> None:
    shelf.add(id="unsure", confidence="needs_confirmation")
    shelf.add(id="not_yet", effective="2026-12-01")
    library = shelf.load()

    assert [article.id for article in library.servable(TODAY)] == ["appeal_deadline"]
    assert [article.id for article in library.servable(date(2026, 12, 1))] == [
        "appeal_deadline",
        "not_yet",
    ]
    assert library.servable(date(2023, 12, 31)) == ()


def test_a_hold_takes_an_answer_out_of_use_whatever_the_day(shelf: Shelf) -> None:
    shelf.change(held="等新规定", expires=date(2027, 1, 1))
    article = shelf.load().articles["appeal_deadline"]

    assert [article.state(day) for day in (date(2023, 1, 1), TODAY, date(2027, 1, 1))] == [
        "held",
        "held",
        "held",
    ]
    assert not article.servable(TODAY)


def test_an_answer_is_told_until_the_day_it_expires(shelf: Shelf) -> None:
    shelf.change(expires=date(2026, 12, 1))
    article = shelf.load().articles["appeal_deadline"]

    assert [(article.state(day), article.servable(day)) for day in (TODAY, date(2026, 12, 1))] == [
        ("served", True),
        ("expired", False),
    ]


def test_folded_lines_leave_no_space_between_chinese(shelf: Shelf) -> None:
    shelf.change(answer="先写状子， 再交法院。 拨打 12348 问问。\n第二段")

    article = shelf.load().article("appeal_deadline")

    assert article is not None
    assert article.answer == "先写状子，再交法院。拨打 12348 问问。\n第二段"


def test_the_nearest_article_shares_most_with_the_question(shelf: Shelf) -> None:
    shelf.change(title="不服判决怎么上诉")
    shelf.add(id="fee", title="上诉费怎么交")
    shelf.add(id="away", title="旁听开庭")
    library = shelf.load()

    assert [article.id for article, _score in library.find("二审上诉费交多少")] == [
        "fee",
        "appeal_deadline",
    ]
    assert [article.id for article, _score in library.find("上诉费", 1)] == ["fee"]
    assert library.find("旁听", among=library.all_for_topic("litigation_fee")) == []
    among = [article for article in library.articles.values() if article.id != "fee"]
    assert [article.id for article, _score in library.find("上诉费", among=among)] == [
        "appeal_deadline"
    ]
    assert library.find("zzz") == []
    assert library.find("") == []
