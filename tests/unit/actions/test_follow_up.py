"""Half a question is about what is on the table."""

from __future__ import annotations

import pytest

from actions.follow_up import ActionFollowUp, with_facet
from actions.services import library
from bot.knowledge.article import FACETS
from tests.unit.actions.conftest import Talk, run


@pytest.mark.parametrize(
    ("topic", "follow_up"),
    [
        ("litigation_fee", "action_procedure"),
        ("oos_compensation_amount_liability", "action_fallback"),
        ("", "action_fallback"),
    ],
)
async def test_with_nothing_on_the_table_it_is_a_question_of_its_own(
    talk: Talk, topic: str, follow_up: str
) -> None:
    said = await run(ActionFollowUp(), talk.tracker("那要多少钱", "follow_up", topic=topic))
    assert (said.replies, said.follow_up) == ([], follow_up)


@pytest.mark.parametrize("facet", FACETS)
async def test_the_facet_of_the_article_is_answered(talk: Talk, facet: str) -> None:
    article = next(
        item
        for item in library().articles.values()
        if facet in item.facets and item.confidence == "verified"
    )
    words = {
        "cost": "多少钱",
        "duration": "多久",
        "materials": "带什么材料",
        "place": "去哪办",
        "remedy": "不服呢",
    }
    talk.slots = {"current_article": article.id}
    said = await run(ActionFollowUp(), talk.tracker(words[facet], "procedure"))
    assert said.text == article.facets[facet]


async def test_what_nobody_has_checked_is_not_answered(talk: Talk) -> None:
    article = next(
        item
        for item in library().articles.values()
        if item.confidence == "verified" and with_facet(item, "remedy") is None
    )
    talk.slots = {"current_article": article.id}
    said = await run(ActionFollowUp(), talk.tracker("不服呢", "procedure"))
    assert said.text == f"关于“{article.title}”，这一点我还没有经过核对的答复，给您转人工更稳妥。"
