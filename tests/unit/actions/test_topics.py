"""Procedure from articles, kind refusals, and fallback that assumes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from actions.answering import FACETS, LEADS_TO, leads
from actions.services import library
from actions.topics import (
    AFTER_DANGER,
    CHITCHAT,
    ActionFallback,
    ActionOutOfScope,
    ActionProcedure,
)
from bot.knowledge import article as knowledge
from tests.unit.actions.conftest import Talk, run


def test_every_facet_and_lead_of_the_knowledge_has_a_button() -> None:
    assert set(FACETS) == {"full", *knowledge.FACETS}
    assert set(LEADS_TO) == set(knowledge.LEADS_TO)


async def test_a_question_is_answered_with_steps_and_basis(talk: Talk) -> None:
    said = await run(ActionProcedure(), talk.tracker("怎么上诉", "procedure", topic="appeal"))
    [reply] = said.replies
    assert "15日" in reply["text"] and "《民事诉讼法》" in reply["text"]
    [source, *_] = reply["custom"]["sources"]
    assert source["law"] == "民事诉讼法" and "171" in source["articles"]
    assert source["version"] and source["effective"] and source["reviewed"]
    assert "转人工" in said.titles
    assert said.slots["current_article"]


async def test_a_facet_is_answered_alone(talk: Talk) -> None:
    article = next(item for item in library().all_for_topic("appeal") if "cost" in item.facets)
    pressed = [
        {"entity": "article", "value": article.id},
        {"entity": "facet", "value": "cost"},
    ]
    said = await run(ActionProcedure(), talk.tracker("/procedure{}", "procedure", entities=pressed))
    assert said.replies[0]["text"] == article.facets["cost"]


async def test_two_questions_get_two_answers(talk: Talk) -> None:
    segments = [
        {"text": "怎么上诉", "topic": "appeal", "intent": "procedure", "confidence": 0.9},
        {
            "text": "起诉要带什么",
            "topic": "filing_materials",
            "intent": "procedure",
            "confidence": 0.9,
        },
    ]
    tracker = talk.tracker(
        "怎么上诉？起诉要带什么？", "procedure", topic="appeal", segments=segments
    )
    said = await run(ActionProcedure(), tracker)
    titles = [reply["custom"]["sources"][0]["title"] for reply in said.replies]
    assert len(set(titles)) == 2


async def test_a_day_asked_for_with_a_date_is_calculated(talk: Talk) -> None:
    text = "民事判决2026年9月22号收到，上诉到哪天截止"
    said = await run(ActionProcedure(), talk.tracker(text, "procedure", topic="appeal"))
    assert said.follow_up == "action_time_limit"


async def test_the_other_partys_day_after_a_limit_is_no_new_question(talk: Talk) -> None:
    talk.slots = {"calculator": "time_limit"}
    tracker = talk.tracker("对方2026年9月25号收到", "procedure", topic="service_of_documents_query")
    assert (await run(ActionProcedure(), tracker)).follow_up == "action_correct"


async def test_a_new_figure_after_a_fee_is_understood_when_nothing_else_is(talk: Talk) -> None:
    talk.slots = {"calculator": "fee"}
    said = await run(ActionFallback(), talk.tracker("不对，是60万", "nlu_fallback"))
    assert said.follow_up == "action_correct"


async def test_a_case_number_with_its_code_opens_the_case_whatever_it_was_taken_for(
    talk: Talk,
) -> None:
    text = "查一下（2026）京0105民初12345号，查询码39481726"
    said = await run(
        ActionProcedure(), talk.tracker(text, "procedure", topic="public_enforcement_lookup")
    )
    assert said.follow_up == "action_case_question"


async def test_nothing_unverified_is_told(talk: Talk) -> None:
    held = [
        topic.name
        for topic in library().topics.values()
        if topic.in_scope
        and library().all_for_topic(topic.name)
        and not any(item.confidence == "verified" for item in library().all_for_topic(topic.name))
    ]
    for topic in held:
        said = await run(ActionProcedure(), talk.tracker("怎么办", "procedure", topic=topic))
        label = library().topics[topic].label
        assert said.text == f"“{label}”我还没有经过核对的答复，给您转人工更稳妥。"


async def test_a_held_article_is_not_told_by_its_button_either(talk: Talk) -> None:
    held = [item for item in library().articles.values() if item.confidence != "verified"]
    assert held
    for article in held:
        pressed = [{"entity": "article", "value": article.id}]
        said = await run(
            ActionProcedure(), talk.tracker("/procedure{}", "procedure", entities=pressed)
        )
        assert "还没有经过核对的答复" in said.text


async def test_no_answer_leads_to_a_held_article(talk: Talk) -> None:
    held = {item.title for item in library().articles.values() if item.confidence != "verified"}
    for article in library().servable(date.today()):
        assert held.isdisjoint(button.title for button in leads(article, None))


@pytest.mark.parametrize(
    "topic",
    [name for name, topic in library().topics.items() if not topic.in_scope],
)
async def test_out_of_scope_is_refused_with_a_next_step(talk: Talk, topic: str) -> None:
    tracker = talk.tracker("……", "out_of_scope", topic=topic, topics=[{"topic": topic}])
    said = await run(ActionOutOfScope(), tracker)
    assert said.replies[0]["text"] == library().topics[topic].refusal
    assert said.titles[-1] == "转人工"


async def test_fallback_offers_three_topics_and_learns_nothing(talk: Talk) -> None:
    topics = [
        {"topic": name}
        for name in ("appeal", "oos_labour_rights", "witness", "jurisdiction", "bankruptcy")
    ]
    said = await run(ActionFallback(), talk.tracker("那个那个", "nlu_fallback", topics=topics))
    labels = [library().topics[name].label for name in ("appeal", "witness", "jurisdiction")]
    assert said.titles == [*labels, "转人工"]
    assert said.slots == {}


async def test_an_interrupted_form_goes_on_after_the_answer(talk: Talk) -> None:
    talk.form = "case_form"
    said = await run(ActionProcedure(), talk.tracker("怎么上诉", "procedure", topic="appeal"))
    assert said.follow_up == "case_form"


async def test_a_wrong_word_is_put_right_once_in_a_conversation(talk: Talk) -> None:
    note = "您说的“执法局”，在法院，管执行的部门叫“执行局”。"
    question = {"intent": "procedure", "topic": "enforcement_delay"}
    said = await run(ActionProcedure(), talk.tracker("执法局一直拖着怎么办", **question))
    [reply] = said.replies
    assert reply["text"].startswith(f"{note}\n") and reply["custom"]["voice"].startswith(note)
    assert said.slots["words_put_right"] == "执行局"
    talk.slots = said.slots
    again = await run(ActionProcedure(), talk.tracker("执法局还是不管怎么办", **question))
    assert note not in again.text and "words_put_right" not in again.slots


async def test_two_words_in_two_messages_are_both_remembered(talk: Talk) -> None:
    talk.slots = {"words_put_right": "执行局"}
    said = await run(
        ActionProcedure(),
        talk.tracker("收到法院传单怎么办", "procedure", topic="sued_how_to_respond"),
    )
    assert said.slots["words_put_right"] == "执行局 传票"


async def test_a_right_word_is_no_news(talk: Talk) -> None:
    said = await run(ActionProcedure(), talk.tracker("怎么上诉", "procedure", topic="appeal"))
    assert "您说的" not in said.text and "words_put_right" not in said.slots


async def test_a_sum_in_a_new_question_is_no_correction(talk: Talk) -> None:
    talk.slots = {"calculator": "fee"}
    for intent, action in (("procedure", ActionProcedure()), ("out_of_scope", ActionOutOfScope())):
        text = (
            "他借了我50万一直不还，写了借条也摁了手印，"
            "现在人跑到外地去了，电话也不接，这钱还要得回来吗"
        )
        tracker = talk.tracker(text, intent, topic="debt_recovery_suit")
        assert (await run(action, tracker)).follow_up is None


@pytest.mark.parametrize(
    ("text", "follow_up"),
    [
        ("自称法院的叫我把钱转到安全账户，我转了三万", "action_court_message"),
        ("网上交友被骗，把钱转到安全账户了，怎么报警", None),
    ],
)
async def test_fraud_in_the_name_of_a_court_is_checked_when_it_seems_not_ours(
    talk: Talk, text: str, follow_up: str | None
) -> None:
    tracker = talk.tracker(text, "out_of_scope", topic="oos_police_report_fraud")
    said = await run(ActionOutOfScope(), tracker)
    assert said.follow_up == follow_up
    assert follow_up or "110" in said.text


async def test_somebody_in_danger_is_not_told_that_nothing_was_understood(talk: Talk) -> None:
    for action, parsed in (
        (ActionFallback(), {"intent": "nlu_fallback"}),
        (ActionOutOfScope(), {"intent": "out_of_scope", "topic": CHITCHAT}),
    ):
        said = await run(action, talk.tracker("我不想活了", **parsed))
        assert (said.text, said.titles) == (AFTER_DANGER, ["转人工"])
