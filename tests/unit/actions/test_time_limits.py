"""Time limits: which, from when, both parties, corrected."""

from __future__ import annotations

from datetime import date

import pytest

from actions.correct import corrects
from actions.time_limits import (
    OFFERED,
    ActionAskTimeLimitFormLimitKind,
    ActionAskTimeLimitFormLimitStart,
    ActionTimeLimit,
    ActionTimeLimitResult,
    ValidateTimeLimitForm,
)
from bot.court.limit_table import limits
from tests.unit.actions.conftest import Talk, run

APPEAL = "civil_judgment_appeal"


def test_every_offered_limit_exists() -> None:
    assert set(OFFERED) <= set(limits())


async def test_a_sentence_that_names_one_limit_and_a_day_needs_no_question(talk: Talk) -> None:
    text = "民事判决书2026年9月22号收到，上诉到哪天截止"
    said = await run(ActionTimeLimit(), talk.tracker(text, "calculate_time_limit"))
    assert (said.slots["limit_kind"], said.slots["limit_start"]) == (APPEAL, "2026-09-22")
    assert said.follow_up == "time_limit_form"


async def test_the_last_day_rolls_over_the_holiday_and_says_so(talk: Talk) -> None:
    talk.slots = {"limit_kind": APPEAL, "limit_start": "2026-09-22"}
    said = await run(ActionTimeLimitResult(), talk.tracker("9月22号"))
    assert said.text.startswith("不服民事判决上诉（15日）：最后一天是 2026年10月8日（周四）。")
    assert "《民事诉讼法》第171条" in said.text
    assert said.slots == {"calculator": "time_limit"}


async def test_both_parties_days_tell_when_the_judgment_takes_effect(talk: Talk) -> None:
    talk.slots = {"limit_kind": APPEAL, "limit_start": "2026-11-06,2026-11-10"}
    said = await run(ActionTimeLimitResult(), talk.tracker("对方11月10号收到"))
    assert "从2026年11月26日（周四）起生效" in said.text


async def test_an_appeal_that_can_be_several_is_asked_about(talk: Talk) -> None:
    said = await run(ActionAskTimeLimitFormLimitKind(), talk.tracker("上诉到哪天截止", "appeal"))
    assert said.text == "是下面哪一种？期限不一样，请选准。"
    assert "不服刑事判决上诉" in said.titles and "不服民事判决上诉" in said.titles


@pytest.mark.parametrize(
    ("requested", "text", "intent", "filled"),
    [
        ("limit_kind", "民事判决", "procedure", {"limit_kind": APPEAL}),
        ("limit_kind", "怎么交上诉状", "procedure", {}),
        ("limit_start", "2026年11月6日", "inform", {"limit_start": "2026-11-06"}),
        ("limit_start", "不知道", "nlu_fallback", {"limit_start": None}),
        ("limit_days", "15天", "inform", {"limit_days": "15"}),
        ("limit_days", "15", "inform", {"limit_days": "15"}),
    ],
)
async def test_the_form_reads_answers(
    talk: Talk, requested: str, text: str, intent: str, filled: dict[str, str]
) -> None:
    talk.form = "time_limit_form"
    kind = {"limit_kind": None, "limit_start": APPEAL, "limit_days": "evidence_ordinary"}
    talk.slots = {"requested_slot": requested, "limit_kind": kind[requested], "limit_start": None}
    talk.tracker("判决上诉到哪天")
    said = await run(ValidateTimeLimitForm(), talk.tracker(text, intent))
    assert {k: v for k, v in said.slots.items() if k != "requested_slot"} == filled


async def test_a_day_that_does_not_exist_is_named(talk: Talk) -> None:
    talk.form = "time_limit_form"
    talk.slots = {"requested_slot": "limit_start", "limit_kind": APPEAL}
    said = await run(ActionAskTimeLimitFormLimitStart(), talk.tracker("2月30日", "inform"))
    assert said.text.startswith("日历上没有“2月30日”这一天。判决书送达之日是哪一天？")


async def test_a_past_deadline_warns_first(talk: Talk) -> None:
    talk.slots = {"limit_kind": APPEAL, "limit_start": "2026-01-05"}
    said = await run(ActionTimeLimitResult(), talk.tracker("1月5号"))
    assert "注意：按您说的日期，这个期限已经过了。" in said.text


async def test_the_other_partys_day_corrects_a_result(talk: Talk) -> None:
    talk.slots = {"calculator": "time_limit", "limit_kind": APPEAL, "limit_start": "2026-11-06"}
    tracker = talk.tracker("对方2026年11月10号收到")
    assert corrects(tracker)
    said = await run(ValidateTimeLimitForm(), tracker)
    assert said.slots["limit_start"] == "2026-11-06,2026-11-10"
    assert date.fromisoformat(said.slots["limit_start"].split(",")[1]) == date(2026, 11, 10)
