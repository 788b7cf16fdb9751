"""What happens next and what to do: for every stage, side and kind, and never advice."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any

import pytest

from bot.cases.guidance import Field, Situation, field_of, to_do, what_next
from bot.cases.tracks import Track, can_be_appealed, track_of
from bot.cases.vocabulary import Decision, Procedure, Side, Stage
from tests.unit.cases.case_factories import KEY


def situation(**changes: Any) -> Situation:
    """Return the situation of a civil plaintiff at first instance."""
    fields: dict[str, Any] = {
        "track": Track.FIRST_INSTANCE,
        "field": Field.CIVIL,
        "stage": Stage.FILED,
        "side": Side.INITIATING,
        "procedure": Procedure.ORDINARY,
        "decision": Decision.JUDGMENT,
        "appealable": True,
        "next_hearing": None,
        "received": True,
    }
    return Situation(**fields | changes)


ALL = [
    situation(track=track, field=field, stage=stage, side=side, decision=decision)
    for track, field, stage, side, decision in product(Track, Field, Stage, Side, Decision)
]
# Words that would judge, predict or push (the advice line).
ADVICE = ("建议您上诉", "应当上诉", "能赢", "会输", "胜诉", "败诉", "值得", "划算", "判得", "不公")


def test_there_is_an_answer_for_every_situation() -> None:
    answers = [(what_next(one), to_do(one)) for one in ALL]
    assert all(
        later and now and later.endswith("。") and now.endswith("。") for later, now in answers
    )


def test_no_answer_gives_advice_on_the_merits() -> None:
    told = "".join({what_next(one) + to_do(one) for one in ALL})
    assert not [word for word in ADVICE if word in told]


def test_a_debtor_is_never_told_what_the_court_is_about_to_do() -> None:
    debtor = [one for one in ALL if one.is_debtor]
    told = "".join({what_next(one) + to_do(one) for one in debtor})
    assert not [word for word in ("查询", "处置", "拍卖", "变现", "控制") if word in told]


def test_a_hearing_ahead_comes_before_everything_else() -> None:
    one = situation(stage=Stage.SERVED, next_hearing=datetime(2026, 12, 2, 9, 30))
    assert what_next(one) == "下一步是开庭，时间是12月2日09:30。"
    assert to_do(one).startswith("请按时到庭")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"stage": Stage.FILED}, "7日内交案件受理费"),
        ({"stage": Stage.SERVED}, "举证期限内提交证据，编好目录"),
        ({"stage": Stage.SERVED, "side": Side.RESPONDING}, "15日内可以提交答辩状"),
        (
            {"stage": Stage.SERVED, "side": Side.RESPONDING, "field": Field.ADMINISTRATIVE},
            "举证期限内提交证据",
        ),
        ({"stage": Stage.DELIVERED}, "15日内提交上诉状"),
        ({"stage": Stage.DELIVERED, "field": Field.CRIMINAL}, "10日内上诉"),
        ({"stage": Stage.DELIVERED, "procedure": Procedure.SMALL_CLAIM}, "一审终审"),
        ({"stage": Stage.DELIVERED, "decision": Decision.MEDIATION}, "签收后生效"),
        ({"stage": Stage.DELIVERED, "decision": Decision.RULING}, "请看裁定书最后"),
        ({"stage": Stage.DELIVERED, "appealable": False}, "请看判决书最后"),
        ({"stage": Stage.DELIVERED, "track": Track.SECOND_INSTANCE}, "不能再上诉"),
        ({"stage": Stage.EFFECTIVE}, "两年内申请执行"),
        ({"stage": Stage.PAYMENT, "track": Track.ENFORCEMENT}, "收款账户"),
        (
            {"stage": Stage.NOTICE, "track": Track.ENFORCEMENT, "side": Side.RESPONDING},
            "如实报告财产",
        ),
        ({"stage": Stage.FILED, "field": Field.CRIMINAL}, "目前不需要您办理什么"),
    ],
)
def test_what_to_do_follows_stage_side_and_kind(changes: dict[str, Any], part: str) -> None:
    assert part in to_do(situation(**changes))


@pytest.mark.parametrize(
    ("type_code", "track", "field"),
    [
        ("民初", Track.FIRST_INSTANCE, Field.CIVIL),
        ("知民初", Track.FIRST_INSTANCE, Field.CIVIL),
        ("刑初", Track.FIRST_INSTANCE, Field.CRIMINAL),
        ("行初", Track.FIRST_INSTANCE, Field.ADMINISTRATIVE),
        ("行赔初", Track.FIRST_INSTANCE, Field.ADMINISTRATIVE),
        ("民终", Track.SECOND_INSTANCE, Field.CIVIL),
        ("民辖终", Track.SECOND_INSTANCE, Field.CIVIL),
        ("民申", Track.REVIEW, Field.CIVIL),
        ("民特", Track.REVIEW, Field.CIVIL),
        ("执", Track.ENFORCEMENT, Field.CIVIL),
        ("执恢", Track.ENFORCEMENT, Field.CIVIL),
        ("执异", Track.REVIEW, Field.CIVIL),
        ("海民初字", Track.FIRST_INSTANCE, Field.CIVIL),
        ("海执字", Track.ENFORCEMENT, Field.CIVIL),
    ],
)
def test_the_type_code_tells_track_and_field(type_code: str, track: Track, field: Field) -> None:
    assert (track_of(type_code), field_of(type_code)) == (track, field)


@pytest.mark.parametrize(
    ("court", "type_code", "procedure", "expected"),
    [
        ("京0105", "民初", Procedure.ORDINARY, True),
        ("京0105", "民撤", Procedure.ORDINARY, True),
        ("京0105", "民初", Procedure.SMALL_CLAIM, False),
        ("京01", "民终", Procedure.SECOND_INSTANCE, False),
        ("京0105", "民再", Procedure.ORDINARY, False),
        ("最高法", "商初", Procedure.ORDINARY, False),
    ],
)
def test_which_judgments_can_be_appealed(
    court: str, type_code: str, procedure: Procedure, expected: bool
) -> None:
    key = KEY._replace(court_code=court, type_code=type_code)
    assert can_be_appealed(key, procedure) is expected
