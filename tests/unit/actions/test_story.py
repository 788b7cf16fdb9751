"""A long story: read back with next steps, and yes to it answers."""

from __future__ import annotations

import pytest

from actions.conversation import ActionAffirm
from actions.story import ActionStory
from actions.topics import ActionFallback, ActionProcedure
from tests.unit.actions.conftest import Said, Talk, run
from tests.unit.knowledge.test_story import SUPPORT


def topics(*names: str, confidence: float = 0.8) -> list[dict[str, object]]:
    return [{"topic": name, "confidence": confidence} for name in names]


def hear(talk: Talk, said: Said) -> None:
    """Let the conversation hold what was answered, as Rasa's tracker does."""
    for reply in said.replies:
        data = {"buttons": reply["buttons"], "custom": reply["custom"]}
        talk.events.append({"event": "bot", "text": reply["text"], "data": data})


async def test_a_story_is_read_back_with_next_steps(talk: Talk) -> None:
    names = topics("child_support_suit", "oos_labour_rights", "enforcement_application", "appeal")
    tracker = talk.tracker(SUPPORT, "procedure", topic="child_support_suit", topics=names)
    assert (await run(ActionProcedure(), tracker)).follow_up == "action_story"
    said = await run(ActionStory(), tracker)
    assert said.text == (
        "我这样理解您说的：大概是“抚养费”方面的事，说到了前夫、孩子，已经判了，提到2000元，对吗？"
        "您想先了解哪一项？点一个，或者用一句话说您想问什么。"
    )
    assert said.titles == ["抚养费", "申请执行", "查我的案件", "转人工"]


async def test_one_step_is_offered_once(talk: Talk) -> None:
    names = topics("case_progress_query", "talk_to_human", confidence=0.2)
    said = await run(ActionStory(), talk.tracker(SUPPORT, "nlu_fallback", topics=names))
    payloads = [button["payload"] for button in said.replies[0]["buttons"]]
    assert len(payloads) == len(set(payloads)) == 2


@pytest.mark.parametrize(
    ("text", "confidence", "follow_up"),
    [
        (SUPPORT + "请问怎么申请执行？", 0.8, None),
        (SUPPORT + "请问怎么申请执行？", 0.2, "action_story"),
        ("怎么申请执行", 0.2, None),
    ],
)
async def test_a_clear_question_is_answered(
    talk: Talk, text: str, confidence: float, follow_up: str | None
) -> None:
    names = topics("enforcement_application", confidence=confidence)
    tracker = talk.tracker(text, "procedure", topic="enforcement_application", topics=names)
    assert (await run(ActionProcedure(), tracker)).follow_up == follow_up


async def test_a_story_that_nothing_understands(talk: Talk) -> None:
    tracker = talk.tracker(SUPPORT, "nlu_fallback", topics=topics("appeal", confidence=0.1))
    assert (await run(ActionFallback(), tracker)).follow_up == "action_story"


@pytest.mark.parametrize(
    ("topic", "answer"), [("child_support_suit", "抚养费"), ("case_progress_query", "案")]
)
async def test_yes_to_a_story_answers_it(talk: Talk, topic: str, answer: str) -> None:
    said = await run(ActionStory(), talk.tracker(SUPPORT, "procedure", topics=topics(topic)))
    hear(talk, said)
    agreed = await run(ActionAffirm(), talk.tracker("对", "affirm"))
    assert answer in agreed.text and agreed.slots["current_article"]


async def test_yes_to_anything_else_asks_what_is_wanted(talk: Talk) -> None:
    talk.tracker("你好", "greet")
    talk.events.append({"event": "bot", "text": "您好。", "data": {"buttons": []}})
    said = await run(ActionAffirm(), talk.tracker("对", "affirm"))
    assert said.text == "好的。接下来想办哪件事？"
