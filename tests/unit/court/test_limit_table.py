"""The table of time limits against the verified facts, and finding a limit by words."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from bot.court.errors import TableError
from bot.court.limit_table import UNIT_NAMES, Limit, limits, match_limit, read_limits

FACTS = Path(__file__).parents[2] / "fixtures" / "court" / "verified_limits.csv"
ABBREVIATIONS = {
    "民诉": "民事诉讼法",
    "民释": "民诉法解释",
    "证": "民事诉讼证据规定",
    "立": "登记立案规定",
    "保全": "财产保全规定",
    "异": "执行异议复议规定",
    "行诉": "行政诉讼法",
    "行释": "行诉法解释",
    "刑诉": "刑事诉讼法",
}
# Limits put together from verified ones: a follow-up, or the same period from another start.
COMBINED = {
    "performance_period",
    "enforcement_after_effect",
    "civil_judgment_appeal_after_notice",
    "civil_ruling_appeal_after_notice",
    "foreign_resident_appeal_after_notice",
    "answer_after_notice",
    "preservation_renewal_deposit",
    "preservation_renewal_movable",
    "preservation_renewal_real_estate",
}
# Articles cited besides those of the fact: 285 is the defendant's answer (286 the appeal), 283 is
# named in the period's text, 153 in a note, 188 sets the three years an interruption starts anew.
ALSO_CITED = {
    ("foreign_resident_answer", "民事诉讼法", "285"),
    ("public_notice_service_abroad", "民事诉讼法", "283"),
    ("enforcement_administrative_instalment", "行诉法解释", "153"),
    ("limitation_after_interruption", "民法典", "188"),
}
HEADER = "id,label,amount,unit,kind,min,max,who,starts_from,after,basis,need,prefer,notes"
GOOD = "a,甲,15,day,deadline,,,party,某日,,民事诉讼法:171,甲,,"


def facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def articles_of(fact: dict[str, str]) -> set[tuple[str, str]]:
    """Return (law, article) of a fact: ``126；立2、8`` of 民事诉讼法 is three of them."""
    cited = set()
    for part in fact["articles"].split("；"):
        short, numbers = re.fullmatch(r"(\D*)(.+)", part).groups()  # type: ignore[union-attr]
        law = ABBREVIATIONS[short] if short else fact["law"]
        for number in numbers.split("、"):
            first, _, last = number.partition("—")
            names = range(int(first), int(last) + 1) if last else [number]
            cited |= {(law, str(name)) for name in names}
    return cited


def pairs() -> list[tuple[dict[str, str], str, str]]:
    return [(fact, *pair.split("=", 1)) for fact in facts() for pair in fact["limits"].split()]  # type: ignore[misc]


def test_every_verified_fact_is_there_and_every_limit_rests_on_one() -> None:
    assert len(facts()) == 112
    assert all(bool(fact["limits"]) != bool(fact["not_computed"]) for fact in facts())
    assert {limit_id for _, limit_id, _ in pairs()} | COMBINED == set(limits())


@pytest.mark.parametrize(("fact", "limit_id", "period"), pairs(), ids=[p[1] for p in pairs()])
def test_a_limit_is_as_its_verified_fact(fact: dict[str, str], limit_id: str, period: str) -> None:
    limit = limits()[limit_id]
    assert period == _written(limit)
    amount, unit = re.search(r"(\d+)(day|month|year)", period).groups()  # type: ignore[union-attr]
    said = fact["item"] + fact["period"]
    restarted = limit_id == "limitation_after_interruption"  # its three years are in 188
    assert restarted or f"{amount}{UNIT_NAMES[unit]}" in said  # type: ignore[index]
    cited = {(basis.law, article) for basis in limit.basis for article in basis.articles}
    extra = {pair for pair in cited - articles_of(fact) if (limit_id, *pair) not in ALSO_CITED}
    assert not extra


def _written(limit: Limit) -> str:
    if limit.amount is not None:
        return f"{limit.amount}{limit.unit}"
    return f">={limit.least}{limit.unit}" if limit.least else f"<={limit.most}{limit.unit}"


def test_limits_that_follow_another_name_it() -> None:
    assert {limit.id: limit.after for limit in limits().values() if limit.after} == {
        "preservation_renewal_deposit": "freeze_deposit",
        "preservation_renewal_movable": "seizure_movable",
        "preservation_renewal_real_estate": "seizure_real_estate",
        "civil_judgment_appeal_after_notice": "public_notice_service",
        "civil_ruling_appeal_after_notice": "public_notice_service",
        "foreign_resident_appeal_after_notice": "public_notice_service_abroad",
        "answer_after_notice": "public_notice_service",
        "enforcement_after_effect": "performance_period",
        "inaction_suit": "inaction_wait",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "上诉期",
            [
                "civil_judgment_appeal",
                "criminal_judgment_appeal",
                "administrative_judgment_appeal",
                "civil_ruling_appeal",
                "administrative_ruling_appeal",
                "criminal_ruling_appeal",
            ],
        ),
        ("我收到民事判决，上诉期到哪天", ["civil_judgment_appeal"]),
        ("离婚判决不服上诉", ["civil_judgment_appeal"]),
        ("刑事判决上诉", ["criminal_judgment_appeal"]),
        ("行政判决上诉期", ["administrative_judgment_appeal"]),
        ("行政裁定上诉", ["administrative_ruling_appeal"]),
        ("我在国外，上诉期多久", ["foreign_resident_appeal"]),
        ("公告送达后上诉", ["civil_judgment_appeal_after_notice"]),
        ("不给立案的裁定怎么上诉", ["filing_refusal_appeal"]),
        ("答辩期", ["answer"]),
        ("收到上诉状多久答辩", ["appeal_answer"]),
        ("管辖权异议", ["jurisdiction_objection"]),
        (
            "举证期限",
            ["evidence_ordinary", "evidence_summary", "evidence_small_claims", "evidence_appeal"],
        ),
        ("简易程序举证几天", ["evidence_summary"]),
        ("交诉讼费几天", ["fee_payment"]),
        ("申请执行", ["enforcement"]),
        ("判决生效后多久内申请执行", ["enforcement_after_effect"]),
        ("分期的判决申请执行", ["enforcement_instalments"]),
        ("续封", ["preservation_renewal"]),
        ("银行卡冻结快到期了怎么续", ["preservation_renewal_deposit"]),
        ("保全裁定不服复议", ["preservation_reconsideration"]),
        ("诉前保全后多久起诉", ["pre_suit_preservation_suit"]),
        ("诉讼时效", ["limitation_general"]),
        ("劳动仲裁时效", ["labour_arbitration_limitation"]),
        ("劳动仲裁裁决不服", ["labour_award_suit"]),
        ("撤销仲裁裁决", ["award_set_aside"]),
        ("申请再审", ["retrial_application"]),
        ("第三人撤销之诉", ["third_party_revocation"]),
        ("执行异议之诉", ["enforcement_objection_suit"]),
        ("执行异议裁定复议", ["enforcement_reconsideration"]),
        ("收到支付令想提异议", ["payment_order_objection"]),
        ("行政复议", ["administrative_review"]),
        ("民告官多久内起诉", ["administrative_suit"]),
        ("复议决定不服起诉", ["suit_after_review"]),
        ("国家赔偿", ["state_compensation_claim"]),
        ("保护令驳回了复议", ["protection_order_reconsideration"]),
        ("司法确认", ["judicial_confirmation"]),
        ("判不离多久能再起诉离婚", ["divorce_resuit"]),
        ("立案要几天", ["civil_filing_review"]),
        ("你好", []),
        ("几天", []),
        ("", []),
    ],
)
def test_a_limit_is_found_by_words(text: str, found: list[str]) -> None:
    assert match_limit(text) == found


def test_every_limit_answers_to_its_own_label() -> None:
    for limit in limits().values():
        assert match_limit(limit.label) == [limit.id]


def test_in_a_long_story_the_question_comes_last() -> None:
    story = "他再三不还钱，" * 2000
    assert match_limit(f"{story}申请再审还来得及吗") == ["retrial_application"]
    assert match_limit(f"申请再审{story}") == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (GOOD.replace("15", "x"), "invalid literal for int"),
        (GOOD.replace("day", "week"), "'week' is none of day, month, year"),
        (GOOD.replace("deadline", "someday"), "'someday' is none of deadline"),
        (GOOD.replace("party", "nobody"), "'nobody' is none of party"),
        (GOOD.replace("民事诉讼法", "无此法"), "无此法"),
        (GOOD.replace(":171,甲", ":171,("), "missing \\)"),
        (f"{GOOD}\n{GOOD}", "line 3: a is there twice"),
        (GOOD.replace("某日,", "某日,b"), "a: no limit 'b' to follow"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "limits.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(TableError, match=problem):
        read_limits(path)
