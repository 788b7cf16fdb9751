"""The table of stages: nothing ends without an answer, and everything open can be answered."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.orders import stages
from bot.desk.orders.errors import NotNow
from bot.desk.orders.lists import View
from bot.desk.orders.stages import ACTS, ANSWERED, MOVES, OPEN, RATED, RECEIVED, STAGES


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
def test_whatever_is_done_an_order_is_open_or_was_answered(acts: list[str]) -> None:
    stage, answered = RECEIVED, False
    for act in acts:
        try:
            after = stages.after(act, stage)
        except NotNow:
            assert act not in stages.possible(stage)
            continue
        assert act in stages.possible(stage)
        answered = answered or act == "answer"
        stage = after
        assert stage in OPEN or answered
        assert stage not in OPEN or stages.after("answer", stage) == ANSWERED


def test_every_stage_and_act_has_a_name_and_every_stage_is_reached() -> None:
    reached = {to for moves in MOVES.values() for to in moves.values()}
    assert reached == set(STAGES)
    assert set(MOVES) <= set(ACTS)
    assert set(OPEN) | {ANSWERED, RATED} == set(STAGES)
    assert "open" in get_args(View)


def test_supervision_ends_with_an_answer_only() -> None:
    left = {act for act in stages.possible("supervised") if stages.after(act, "supervised") in OPEN}
    assert {stages.after(act, "supervised") for act in left} == {"supervised"}


def test_a_refusal_names_stage_and_act() -> None:
    with pytest.raises(NotNow, match="工单现在是“已登记，等待转办”，不能开始办理。"):
        stages.after("start", "received")
