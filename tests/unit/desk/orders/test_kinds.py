"""The kinds of orders and their forms, as the file declares them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.desk.models import WorkOrder
from bot.desk.orders import kinds
from bot.desk.orders.errors import BadForm
from bot.knowledge.library import Library

DATA = Path(__file__).resolve().parents[4] / "data"


def order(kind: str, collected: dict[str, Any] | None = None, **form: str) -> WorkOrder:
    """An order that is in no database."""
    return WorkOrder(kind=kind, collected=collected or {}, form=form)


def test_the_kinds_a_hotline_needs_are_there() -> None:
    assert [kind.name for kind in kinds.kinds().values()] == [
        "人工服务",
        "人身危险",
        "没能答复",
        "联系法官",
        "投诉",
        "申诉信访",
        "意见建议",
        "财产线索",
        "材料",
        "回电",
        "消息没有送到",
    ]


def test_statutory_times_rest_on_laws_of_the_library() -> None:
    laws = Library.load(DATA / "knowledge").laws
    cited = [kind.law for kind in kinds.kinds().values() if kind.law]
    assert [(law.law, law.articles) for law in cited] == [
        ("登记立案规定", ("13",)),
        ("信访工作条例", ("23",)),
    ]
    assert all(int(law.articles[0]) <= (laws[law.law].articles or 0) for law in cited)


def test_what_the_conversation_told_is_filled_in_and_staff_may_change_it() -> None:
    told = {"case_number": "（2026）京0105民初1号", "order_note": "想改期"}
    asked = order("contact_judge", told, matter="想改开庭日期")
    assert kinds.filled(asked) == {
        "case_number": "（2026）京0105民初1号",
        "person": "",
        "matter": "想改开庭日期",
        "reach": "",
        "call_back_number": "",
    }
    assert kinds.missing(asked) == ["怎么回复"]


def test_a_masked_value_stays_what_it_was() -> None:
    kind = kinds.kind_named("call_back")
    known = {"call_back_number": "13000000000", "matter": ""}
    kept = kinds.checked(kind, {"call_back_number": "*********00", "matter": "下午打"}, known)
    assert kept == {"call_back_number": "13000000000", "matter": "下午打"}
    kept = kinds.checked(kind, {"call_back_number": "13100000001"}, known)
    assert kept == {"call_back_number": "13100000001"}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"unknown": "x"}, "“unknown”填得不对。"),
        ({"matter": "长" * 2_001}, "“经过和诉求”填得不对。"),
        ({"about": "法官的脾气"}, "“投诉什么”请从列出的里面选。"),
    ],
)
def test_what_does_not_fit_the_form_is_refused(form: dict[str, str], said: str) -> None:
    with pytest.raises(BadForm, match=said):
        kinds.checked(kinds.kind_named("complaint"), form, {})


def test_a_complaint_has_a_statutory_time_only_when_it_is_about_filing() -> None:
    assert kinds.law_for(order("complaint", about="工作作风")) is None
    law = kinds.law_for(order("complaint", about="立案"))
    assert law is not None
    assert law.cited == "对立案工作的投诉，十五日内查明并反馈（登记立案规定第13条）"
    assert kinds.law_for(order("suggestion")) is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadForm, match="没有这种工单。"):
        kinds.kind_named("nothing")
