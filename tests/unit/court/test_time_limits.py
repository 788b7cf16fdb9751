"""Computing time limits: the rules of counting, the worked examples, and what must always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.errors import TimeLimitError
from bot.court.holidays import HolidayCalendar
from bot.court.laws import basis
from bot.court.time_limits import (
    LimitResult,
    add_period,
    compute,
    compute_each,
    limits,
    say_date,
    takes_effect,
)

CALENDAR = HolidayCalendar()
CIVIL_DAYS = basis("民事诉讼法", "85")
COURT = "这是法院办案的期限，依法可以延长或者扣除，是否超期不能只看日历。"


def days_of(result: LimitResult) -> tuple[date, date, date, bool]:
    return result.first_day, result.nominal_last_day, result.last_day, result.rolled


def last_day(limit_id: str, start: date, *, days: int | None = None) -> date:
    return compute(limit_id, start, days=days, calendar=CALENDAR).last_day


def test_example_1_a_last_day_on_saturday_moves_to_monday() -> None:
    result = compute("civil_judgment_appeal", date(2026, 11, 6), calendar=CALENDAR)
    assert result == LimitResult(
        limit=limits()["civil_judgment_appeal"],
        first_day=date(2026, 11, 7),
        nominal_last_day=date(2026, 11, 21),
        last_day=date(2026, 11, 23),
        rolled=True,
        steps=(
            "起算：判决书送达之日是2026年11月6日（周五），当天不算，从第二天起算。",
            "15日，到2026年11月21日（周六）。",
            "这天是休息日，顺延到之后的第一个工作日：2026年11月23日（周一）。",
        ),
        basis=(basis("民事诉讼法", "171"), CIVIL_DAYS),
        notes=(
            "每个当事人各自从自己收到判决书的第二天起算。",
            "口头说上诉不算，要在期限内交上诉状。",
            "小额诉讼一审终审，不能上诉。",
        ),
    )


def test_example_2_a_last_day_in_the_national_holiday_moves_behind_it() -> None:
    result = compute("civil_judgment_appeal", date(2026, 9, 22), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 9, 23), date(2026, 10, 7), date(2026, 10, 8), True)


def test_a_make_up_saturday_is_a_working_day() -> None:
    result = compute("civil_judgment_appeal", date(2026, 9, 25), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 9, 26), date(2026, 10, 10), date(2026, 10, 10), False)


def test_example_3_a_criminal_judgment() -> None:
    result = compute("criminal_judgment_appeal", date(2026, 11, 6), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 11, 7), date(2026, 11, 16), date(2026, 11, 16), False)
    assert result.steps[-1] == "这天是工作日，最后一天就是2026年11月16日（周一）。"
    assert result.basis == (basis("刑事诉讼法", "230"), basis("刑事诉讼法", "105"))


def test_example_4_service_by_public_notice_then_appeal() -> None:
    notice = compute("public_notice_service", date(2026, 10, 10), calendar=CALENDAR)
    assert days_of(notice) == (date(2026, 10, 11), date(2026, 11, 9), date(2026, 11, 9), False)
    appeal = compute("civil_judgment_appeal_after_notice", date(2026, 10, 10), calendar=CALENDAR)
    assert days_of(appeal) == (date(2026, 11, 10), date(2026, 11, 24), date(2026, 11, 24), False)
    assert appeal.steps == (
        "起算：公告发出之日是2026年10月10日（周六），当天不算，从第二天起算。",
        "30日，到2026年11月9日（周一）。",
        "起算：期满之日是2026年11月9日（周一），当天不算，从第二天起算。",
        "15日，到2026年11月24日（周二）。",
        "这天是工作日，最后一天就是2026年11月24日（周二）。",
    )
    assert appeal.basis == (basis("民事诉讼法", "95"), CIVIL_DAYS, basis("民事诉讼法", "171"))


def test_example_5_six_months_end_on_the_last_day_of_a_short_month() -> None:
    result = compute("retrial_application", date(2026, 8, 31), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 9, 1), date(2027, 2, 28), date(2027, 3, 1), True)
    assert result.steps[1] == "6个月，到2027年2月28日（周日）。那个月没有31日，所以是月末那天。"
    assert result.basis == (basis("民事诉讼法", "216"), CIVIL_DAYS, basis("民法典", "202"))


def test_example_6_enforcement_after_a_period_of_performance() -> None:
    result = compute("enforcement_after_effect", date(2026, 3, 2), days=10, calendar=CALENDAR)
    assert days_of(result) == (date(2026, 3, 13), date(2028, 3, 12), date(2028, 3, 13), True)
    assert result.steps[:2] == (
        "起算：判决生效之日是2026年3月2日（周一），当天不算，从第二天起算。",
        "10日，到2026年3月12日（周四）。",
    )
    assert last_day("enforcement", date(2026, 3, 12)) == date(2028, 3, 13)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 1, 29), date(2026, 2, 13)),
        (date(2026, 1, 30), date(2026, 2, 14)),
        (date(2026, 1, 31), date(2026, 2, 24)),
        (date(2026, 3, 20), date(2026, 4, 7)),
        (date(2026, 4, 16), date(2026, 5, 6)),
        (date(2026, 4, 24), date(2026, 5, 9)),
        (date(2026, 6, 4), date(2026, 6, 22)),
        (date(2026, 9, 5), date(2026, 9, 20)),
        (date(2026, 9, 10), date(2026, 9, 28)),
        (date(2026, 9, 16), date(2026, 10, 8)),
        (date(2025, 12, 17), date(2026, 1, 4)),
    ],
)
def test_fifteen_days_around_the_holidays_of_2026(start: date, last: date) -> None:
    assert last_day("civil_judgment_appeal", start) == last


@pytest.mark.parametrize(
    ("limit_id", "start", "last"),
    [
        ("civil_ruling_appeal", date(2026, 11, 6), date(2026, 11, 16)),
        ("criminal_ruling_appeal", date(2026, 11, 6), date(2026, 11, 11)),
        ("foreign_resident_appeal", date(2026, 11, 6), date(2026, 12, 7)),
        ("fee_payment", date(2026, 11, 6), date(2026, 11, 13)),
        ("pre_suit_preservation_suit", date(2026, 11, 6), date(2026, 12, 7)),
        ("limitation_general", date(2023, 11, 6), date(2026, 11, 6)),
        ("labour_arbitration_limitation", date(2025, 11, 6), date(2026, 11, 6)),
        ("award_set_aside", date(2026, 8, 31), date(2026, 11, 30)),
        ("administrative_review", date(2026, 9, 1), date(2026, 11, 2)),
        ("administrative_suit", date(2026, 5, 6), date(2026, 11, 6)),
        ("third_party_revocation", date(2026, 5, 6), date(2026, 11, 6)),
        ("payment_order_objection", date(2026, 11, 6), date(2026, 11, 23)),
        ("protection_order_reconsideration", date(2026, 11, 6), date(2026, 11, 11)),
        ("inaction_suit", date(2026, 1, 6), date(2026, 9, 7)),
        ("limitation_longest", date(2006, 2, 28), date(2026, 2, 28)),
    ],
)
def test_other_limits(limit_id: str, start: date, last: date) -> None:
    assert last_day(limit_id, start) == last


def test_the_end_of_february_in_a_leap_year() -> None:
    assert add_period(date(2027, 8, 31), 6, "month") == date(2028, 2, 29)
    assert add_period(date(2028, 2, 29), 1, "year") == date(2029, 2, 28)
    assert add_period(date(2026, 12, 31), 2, "month") == date(2027, 2, 28)


def test_time_in_custody_is_not_prolonged_by_a_holiday() -> None:
    start = date(2026, 11, 11)
    free = compute("criminal_judgment_appeal", start, calendar=CALENDAR)
    held = compute("criminal_judgment_appeal", start, in_custody=True, calendar=CALENDAR)
    assert days_of(free) == (date(2026, 11, 12), date(2026, 11, 21), date(2026, 11, 23), True)
    assert days_of(held) == (date(2026, 11, 12), date(2026, 11, 21), date(2026, 11, 21), False)
    assert held.steps[-1] == "最后一天是2026年11月21日（周六），遇到休息日也不顺延。"
    assert "在押期间不因节假日延长。" in held.notes
    with pytest.raises(TimeLimitError, match="custody matters in criminal procedure only"):
        compute("civil_judgment_appeal", start, in_custody=True)


def test_a_renewal_is_due_on_a_working_day_before_the_seventh_day() -> None:
    result = compute("preservation_renewal", date(2026, 11, 28), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 11, 27), date(2026, 11, 21), date(2026, 11, 20), True)
    assert result.steps == (
        "保全到期之日是2026年11月28日（周六），往前数7天，是2026年11月21日（周六）。",
        "这天是休息日，往前提到2026年11月20日（周五），这样才稳妥。",
    )
    assert result.notes == (
        "往前数的期限不会因为休息日往后延，建议再早几天办。",
        "到期日以法院书面告知的为准。",
        "逾期不申请，后果自己承担。",
    )


@pytest.mark.parametrize(
    ("limit_id", "last"),
    [
        ("preservation_renewal_deposit", date(2026, 3, 3)),
        ("preservation_renewal_movable", date(2027, 3, 3)),
        ("preservation_renewal_real_estate", date(2028, 3, 3)),
    ],
)
def test_a_renewal_from_the_day_of_seizure(limit_id: str, last: date) -> None:
    assert last_day(limit_id, date(2025, 3, 10)) == last


def test_a_court_has_to_give_notice_by_the_calendar_day() -> None:
    result = compute("hearing_notice", date(2026, 11, 24), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 11, 23), date(2026, 11, 21), date(2026, 11, 21), False)
    assert result.notes == ("简易程序不受这个限制。", COURT)


def test_a_waiting_period_ends_and_the_next_day_is_free() -> None:
    result = compute("divorce_resuit", date(2026, 5, 7), calendar=CALENDAR)
    assert days_of(result) == (date(2026, 5, 8), date(2026, 11, 7), date(2026, 11, 7), False)
    assert result.steps[-1] == "从2026年11月8日（周日）起可以办。"


@pytest.mark.parametrize(
    ("limit_id", "days", "odd"),
    [
        ("evidence_ordinary", 15, False),
        ("evidence_ordinary", 14, True),
        ("evidence_appeal", 10, False),
        ("evidence_appeal", 9, True),
        ("evidence_summary", 15, False),
        ("evidence_summary", 16, True),
        ("evidence_small_claims", 7, False),
        ("evidence_small_claims", 8, True),
        ("bankruptcy_claims", 30, False),
        ("bankruptcy_claims", 29, True),
    ],
)
def test_days_set_by_a_court_are_counted_and_odd_ones_questioned(
    limit_id: str, days: int, odd: bool
) -> None:
    start = date(2026, 11, 2)
    result = compute(limit_id, start, days=days, calendar=CALENDAR)
    assert result.nominal_last_day == start + timedelta(days=days)
    question = f"{days}日和法律的一般规定不一致，请再核对一下通知书上的天数。"
    assert (question in result.notes) == odd


@pytest.mark.parametrize("days", [None, 0, -1, 1001])
def test_days_set_by_a_court_must_be_given(days: int | None) -> None:
    with pytest.raises(TimeLimitError, match="the number of days set by the court is needed"):
        compute("evidence_ordinary", date(2026, 11, 2), days=days)
    with pytest.raises(TimeLimitError, match="the number of days set by the court is needed"):
        compute("enforcement_after_effect", date(2026, 11, 2), days=days)


def test_days_set_by_the_law_are_not_to_be_given() -> None:
    with pytest.raises(TimeLimitError, match="the law sets 15日; give no days"):
        compute("answer", date(2026, 11, 2), days=20)


@pytest.mark.parametrize("start", [date(1900, 1, 1), date(2101, 1, 1), date.max])
def test_dates_out_of_reach_are_refused(start: date) -> None:
    with pytest.raises(TimeLimitError, match="date out of reach"):
        compute("answer", start)


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(TimeLimitError, match="no time limit 'patience'"):
        compute("patience", date(2026, 11, 2))


def test_an_unknown_year_is_named() -> None:
    result = compute("answer", date(2027, 9, 16), calendar=CALENDAR)
    assert days_of(result) == (date(2027, 9, 17), date(2027, 10, 1), date(2027, 10, 1), False)
    assert result.notes[-1] == (
        "2027年的放假安排还没有录入，这里只避开了周末，遇到节假日还会顺延，"
        "以国务院当年放假通知为准。"
    )
    back = compute("preservation_renewal", date(2027, 10, 8), calendar=CALENDAR)
    assert back.notes[-1] == (
        "2027年的放假安排还没有录入，这里只避开了周末，遇到节假日还要再提前，"
        "以国务院当年放假通知为准。"
    )


def test_a_year_that_was_entered_is_known() -> None:
    calendar = HolidayCalendar({date(2027, 10, 1): False}, frozenset({2027}))
    result = compute("answer", date(2027, 9, 16), calendar=calendar)
    assert result.last_day == date(2027, 10, 4)
    assert not [note for note in result.notes if "放假" in note]


def test_a_start_before_the_law_in_force_is_noticed() -> None:
    old = compute("award_set_aside", date(2026, 2, 27), calendar=CALENDAR)
    assert "起算日早于《仲裁法》现行文本的施行日，当时的规定可能不同，请转人工确认。" in old.notes
    new = compute("award_set_aside", date(2026, 3, 1), calendar=CALENDAR)
    assert not [note for note in new.notes if "起算日早于" in note]


def test_each_party_has_its_own_time_and_the_later_one_decides() -> None:
    served = [date(2026, 11, 6), date(2026, 11, 10)]
    parties = compute_each("civil_judgment_appeal", served, calendar=CALENDAR)
    effect = takes_effect(parties)
    assert [party.last_day for party in parties] == [date(2026, 11, 23), date(2026, 11, 25)]
    assert (effect.parties, effect.effective) == (parties, date(2026, 11, 26))
    assert effect.steps == (
        "2026年11月6日（周五）收到的一方，上诉期到2026年11月23日（周一）。",
        "2026年11月10日（周二）收到的一方，上诉期到2026年11月25日（周三）。",
        "各方都不上诉的，最晚的上诉期过后，从2026年11月26日（周四）起生效。",
    )


def test_a_party_abroad_has_longer() -> None:
    start = date(2026, 11, 6)
    parties = [
        compute(limit_id, start, calendar=CALENDAR)
        for limit_id in ("civil_judgment_appeal", "foreign_resident_appeal")
    ]
    assert takes_effect(parties).effective == date(2026, 12, 8)


@pytest.mark.parametrize(
    "limit_id",
    ["answer", "appeal_answer", "foreign_resident_appeal_answer", "trial_appeal_judgment",
     "public_notice_service"],
)  # fmt: skip
def test_only_times_to_appeal_decide_when_a_judgment_takes_effect(limit_id: str) -> None:
    with pytest.raises(TimeLimitError, match="the time to appeal of each party is needed"):
        takes_effect([compute(limit_id, date(2026, 11, 6), calendar=CALENDAR)])


def test_no_party_is_refused() -> None:
    with pytest.raises(TimeLimitError, match="no date given"):
        compute_each("civil_judgment_appeal", [])
    with pytest.raises(TimeLimitError, match="the time to appeal of each party is needed"):
        takes_effect([])


def test_instalments_are_counted_one_by_one_for_administrative_judgments() -> None:
    due = [date(2026, 1, 30), date(2026, 2, 27)]
    results = compute_each("enforcement_administrative_instalment", due, calendar=CALENDAR)
    assert [result.nominal_last_day for result in results] == [
        date(2028, 1, 30),
        date(2028, 2, 27),
    ]
    assert last_day("enforcement_instalments", max(due)) == date(2028, 2, 28)


def test_dates_are_written_with_their_weekday() -> None:
    assert say_date(date(2026, 11, 8)) == "2026年11月8日（周日）"


starts = st.dates(min_value=date(2004, 1, 1), max_value=date(2060, 1, 1))
fixed = sorted(limit.id for limit in limits().values() if limit.amount and not limit.after)


@given(st.sampled_from(fixed), starts)
def test_what_holds_of_every_limit(limit_id: str, start: date) -> None:
    result = compute(limit_id, start, calendar=CALENDAR)
    limit = result.limit
    assert limit.amount is not None
    assert result.rolled == (result.last_day != result.nominal_last_day)
    assert result.steps and all(note for note in result.notes)
    if limit.kind == "before":
        assert result.last_day <= result.nominal_last_day < start
    else:
        assert start < result.first_day <= result.nominal_last_day <= result.last_day
        least = limit.amount * {"day": 1, "month": 28, "year": 365}[limit.unit]
        assert (result.last_day - start).days >= least
    if limit.kind == "deadline" or (limit.kind == "before" and limit.who == "party"):
        assert CALENDAR.is_workday(result.last_day)


@given(starts, st.integers(1, 240), st.integers(1, 240))
def test_a_later_start_or_a_longer_period_never_ends_earlier(
    start: date, months: int, more: int
) -> None:
    end = add_period(start, months, "month")
    assert end <= add_period(start + timedelta(days=1), months, "month")
    assert end < add_period(start, months + more, "month")
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert (end.year - start.year) * 12 + end.month - start.month == months
