"""Interest after judgment: by form, with its arithmetic."""

from __future__ import annotations

import pytest

from actions.interest import ActionInterest, ActionInterestResult, ValidateInterestForm
from tests.unit.actions.conftest import Talk, run


async def test_the_rule_is_explained_when_no_sum_is_named(talk: Talk) -> None:
    said = await run(ActionInterest(), talk.tracker("迟延履行利息怎么算", "judgment_interest"))
    assert said.follow_up is None
    assert "《民事诉讼法》第264条" in said.text


async def test_a_sentence_with_sum_and_days_fills_the_form(talk: Talk) -> None:
    text = "判决20万，2026年3月12日前付，他2026年6月20日才付，迟延利息多少"
    said = await run(ActionInterest(), talk.tracker(text, "calculate_interest"))
    assert said.slots == {
        "interest_principal": "200000",
        "interest_due": "2026-03-12",
        "interest_paid": "2026-06-20",
    }


async def test_the_result_is_principal_times_rate_times_days(talk: Talk) -> None:
    talk.slots = {
        "interest_principal": "200000",
        "interest_due": "2026-03-12",
        "interest_paid": "2026-06-20",
    }
    said = await run(ActionInterestResult(), talk.tracker("6月20日"))
    # 13 March to 20 June are 100 days: 200,000 × 0.000175 × 100.
    assert said.text.startswith("迟延履行期间的加倍部分债务利息：3,500元。")
    assert said.slots == {"calculator": "interest"}


@pytest.mark.parametrize(
    ("requested", "text", "filled"),
    [
        ("interest_principal", "20万", {"interest_principal": "200000"}),
        ("interest_due", "2026年3月12号", {"interest_due": "2026-03-12"}),
        ("interest_paid", "2026年6月20号", {"interest_paid": "2026-06-20"}),
        (
            "interest_principal",
            "20万，2026年3月12日到期，2026年6月20日付清",
            {
                "interest_principal": "200000",
                "interest_due": "2026-03-12",
                "interest_paid": "2026-06-20",
            },
        ),
    ],
)
async def test_the_form_reads_answers(
    talk: Talk, requested: str, text: str, filled: dict[str, str]
) -> None:
    talk.form, talk.slots = "interest_form", {"requested_slot": requested}
    said = await run(ValidateInterestForm(), talk.tracker(text))
    assert {k: v for k, v in said.slots.items() if k != "requested_slot"} == filled


async def test_paying_in_time_owes_nothing(talk: Talk) -> None:
    talk.slots = {
        "interest_principal": "200000",
        "interest_due": "2026-06-20",
        "interest_paid": "2026-03-12",
    }
    said = await run(ActionInterestResult(), talk.tracker("3月12日"))
    assert said.text.startswith("迟延履行期间的加倍部分债务利息：0元。")
    assert "到这一天还没有迟延，没有加倍部分。" in said.text


async def test_a_sum_beyond_reason_is_refused_in_words(talk: Talk) -> None:
    talk.slots = {
        "interest_principal": "9" * 20,
        "interest_due": "2026-03-12",
        "interest_paid": "2026-06-20",
    }
    said = await run(ActionInterestResult(), talk.tracker("6月20日"))
    assert said.text.startswith("这样算不了：")
    assert said.follow_up == "interest_form"
