"""Interest after judgment."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.errors import InterestError
from bot.court.interest import (
    DAILY_RATE,
    Debt,
    GeneralInterest,
    InterestResult,
    Payment,
    Segment,
    judgment_interest,
)
from bot.court.laws import basis

DUE = date(2026, 3, 12)
OPEN = "判决里写了一般利息的，要另外按判决写的方法算，这里没有算。"
STOPPED = "中止执行、暂缓执行等依法不计算的日子没有扣除。"
COURT = "个案以执行法院核算为准。"
LAW = (basis("民事诉讼法", "264"), basis("迟延履行利息解释", "1", "2", "3", "4", "7"))


def yuan(text: str) -> Decimal:
    return Decimal(text)


def owed(result: InterestResult) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    return result.principal, result.general_left, result.doubled_left, result.overpaid


def test_ten_days_on_a_hundred_thousand() -> None:
    assert judgment_interest([Debt(yuan("100000"), DUE)], date(2026, 3, 22)) == InterestResult(
        doubled=yuan("175"),
        doubled_left=yuan("175"),
        general=yuan("0"),
        general_left=yuan("0"),
        principal=yuan("100000"),
        overpaid=yuan("0"),
        segments=(Segment(date(2026, 3, 13), date(2026, 3, 22), yuan("100000"), yuan("0.000175")),),
        steps=(
            "加倍部分＝还没付的判决金额（不含一般利息）×日万分之一点七五×迟延天数",
            "2026年3月13日至2026年3月22日，10天：100,000元×0.0175%×10＝175元",
            "加倍部分合计：175元",
            "一共还要付：100,175元",
        ),
        basis=LAW,
        notes=(OPEN, STOPPED, COURT),
    )


def test_the_day_after_the_period_is_the_first_and_the_day_of_payment_the_last() -> None:
    debts = [Debt(yuan("10000"), DUE)]
    assert judgment_interest(debts, DUE + timedelta(days=1)).doubled == yuan("1.75")
    assert judgment_interest(debts, DUE).doubled == 0
    assert judgment_interest(debts, DUE).steps[1] == "到这一天还没有迟延，没有加倍部分。"


def test_a_payment_lowers_the_awarded_money_first_then_the_doubled_part() -> None:
    result = judgment_interest(
        [Debt(yuan("100000"), DUE)],
        date(2026, 6, 30),
        [Payment(date(2026, 5, 11), yuan("60500")), Payment(date(2026, 4, 11), yuan("40000"))],
    )
    assert (result.doubled, owed(result)) == (yuan("840"), (0, 0, yuan("340"), 0))
    assert result.total == yuan("340")
    assert result.steps == (
        "加倍部分＝还没付的判决金额（不含一般利息）×日万分之一点七五×迟延天数",
        "2026年3月13日至2026年4月11日，30天：100,000元×0.0175%×30＝525元",
        "2026年4月12日至2026年5月11日，30天：60,000元×0.0175%×30＝315元",
        "加倍部分合计：840元",
        "已付100,500元，先抵判决金额，再抵加倍部分。",
        "还欠判决金额0元。",
        "还欠加倍部分340元。",
        "一共还要付：340元",
    )
    assert result.notes == (OPEN, "双方对还款顺序另有约定的，按约定。", STOPPED, COURT)


def test_what_is_paid_too_much_is_named() -> None:
    result = judgment_interest(
        [Debt(yuan("10000"), DUE)], date(2026, 3, 22), [Payment(date(2026, 3, 22), yuan("11000"))]
    )
    assert owed(result) == (0, 0, 0, yuan("982.50"))
    assert result.steps[-2:] == ("多付了982.50元。", "一共还要付：0元")


def test_instalments_count_from_each_ones_own_day() -> None:
    result = judgment_interest(
        [Debt(yuan("50000"), date(2026, 2, 28)), Debt(yuan("50000"), date(2026, 1, 31))],
        date(2026, 3, 31),
        [Payment(date(2026, 2, 20), yuan("20000"))],
    )
    assert result.segments == (
        Segment(date(2026, 2, 1), date(2026, 2, 20), yuan("50000"), DAILY_RATE),
        Segment(date(2026, 2, 21), date(2026, 2, 28), yuan("30000"), DAILY_RATE),
        Segment(date(2026, 3, 1), date(2026, 3, 31), yuan("80000"), DAILY_RATE),
    )
    assert (result.doubled, result.principal) == (yuan("651"), yuan("80000"))


def test_a_payment_within_the_period_bears_no_interest() -> None:
    result = judgment_interest(
        [Debt(yuan("100000"), DUE)], date(2026, 3, 22), [Payment(DUE, yuan("100000"))]
    )
    assert (result.doubled, result.total, result.segments) == (0, 0, ())


def test_the_day_of_a_payment_still_bears_interest() -> None:
    first_day = DUE + timedelta(days=1)
    result = judgment_interest(
        [Debt(yuan("100000"), DUE)], date(2026, 3, 22), [Payment(first_day, yuan("40000"))]
    )
    assert result.segments == (
        Segment(first_day, first_day, yuan("100000"), DAILY_RATE),
        Segment(date(2026, 3, 14), date(2026, 3, 22), yuan("60000"), DAILY_RATE),
    )


def test_an_instalment_bears_no_interest_on_its_last_day() -> None:
    second_due = date(2026, 3, 20)
    result = judgment_interest(
        [Debt(yuan("100000"), DUE), Debt(yuan("50000"), second_due)],
        date(2026, 3, 22),
        [Payment(date(2026, 3, 19), yuan("40000"))],
    )
    assert result.segments == (
        Segment(date(2026, 3, 13), date(2026, 3, 19), yuan("100000"), DAILY_RATE),
        Segment(second_due, second_due, yuan("60000"), DAILY_RATE),
        Segment(date(2026, 3, 21), date(2026, 3, 22), yuan("110000"), DAILY_RATE),
    )


def test_general_interest_only_when_its_rate_is_given() -> None:
    general = GeneralInterest(yuan("0.0365"), date(2026, 1, 1))
    debts = [Debt(yuan("100000"), DUE)]
    result = judgment_interest(debts, date(2026, 3, 22), [Payment(DUE, yuan("40000"))], general)
    assert result.general == yuan("770")
    assert owed(result) == (yuan("60000"), yuan("770"), yuan("105"), 0)
    assert result.steps[3:] == (
        "2026年1月1日至2026年3月12日，71天：100,000元×3.65%÷365×71＝710元",
        "2026年3月13日至2026年3月22日，10天：60,000元×3.65%÷365×10＝60元",
        "一般利息合计：770元",
        "已付40,000元，先抵判决金额、一般利息，再抵加倍部分。",
        "还欠判决金额60,000元。",
        "还欠一般利息770元。",
        "还欠加倍部分105元。",
        "一共还要付：60,875元",
    )
    assert result.notes[0] == "一般利息按一年365天折算，算法以判决书写的为准。"


def test_a_surplus_goes_to_general_interest_before_the_doubled_part() -> None:
    result = judgment_interest(
        [Debt(yuan("100000"), DUE)],
        date(2026, 3, 22),
        [Payment(date(2026, 3, 22), yuan("100900"))],
        GeneralInterest(yuan("0.0365"), date(2026, 1, 1)),
    )
    assert (result.general, result.doubled) == (yuan("810"), yuan("175"))
    assert owed(result) == (0, 0, yuan("85"), 0)


def test_delay_before_august_2014_is_left_to_the_old_rule() -> None:
    result = judgment_interest([Debt(yuan("100000"), date(2014, 1, 1))], date(2014, 8, 10))
    assert result.segments[0].first == date(2014, 8, 1)
    assert result.doubled == yuan("175")
    assert "2014年8月1日以前的迟延利息按当时的规定算，这里没有算。" in result.notes
    assert judgment_interest([Debt(yuan("1"), date(2014, 1, 1))], date(2014, 7, 31)).segments == ()


@pytest.mark.parametrize(
    ("debts", "payments", "general", "problem"),
    [
        ([], [], None, "no debt given"),
        ([Debt(yuan("0"), DUE)], [], None, "no sum of money: 0"),
        ([Debt(yuan("NaN"), DUE)], [], None, "no sum of money: NaN"),
        ([Debt(yuan("1"), DUE)], [Payment(DUE, yuan("-1"))], None, "no sum of money: -1"),
        ([Debt(yuan("1"), DUE)], [Payment(date(2026, 4, 1), yuan("1"))], None, "after the last"),
        ([Debt(yuan("1"), date.max)], [], None, "a date is out of reach"),
        ([Debt(yuan("1"), DUE)], [], GeneralInterest(yuan("0"), DUE), "no yearly rate: 0"),
        ([Debt(yuan("1"), DUE)], [], GeneralInterest(yuan("3.85"), DUE), "no yearly rate: 3.85"),
        (
            [Debt(yuan("1"), DUE)],
            [],
            GeneralInterest(yuan("0.1"), date(2027, 1, 1)),
            "general interest starts after the last day",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    debts: list[Debt], payments: list[Payment], general: GeneralInterest | None, problem: str
) -> None:
    with pytest.raises(InterestError, match=problem):
        judgment_interest(debts, date(2026, 3, 22), payments, general)


sums = st.decimals(min_value=1, max_value=10**9, places=2)
days = st.integers(0, 3000)


@given(sums, days, days)
def test_interest_of_two_stretches_is_that_of_the_whole(
    amount: Decimal, first: int, second: int
) -> None:
    debts = [Debt(amount, DUE)]
    middle = DUE + timedelta(days=first)
    whole = judgment_interest(debts, middle + timedelta(days=second))
    head = judgment_interest(debts, middle)
    tail = judgment_interest([Debt(amount, middle)], middle + timedelta(days=second))
    assert abs(whole.doubled - head.doubled - tail.doubled) <= Decimal("0.01")


@given(sums, sums, days)
def test_interest_of_two_debts_is_that_of_their_sum(
    one: Decimal, other: Decimal, length: int
) -> None:
    end = DUE + timedelta(days=length)
    apart = judgment_interest([Debt(one, DUE), Debt(other, DUE)], end)
    together = judgment_interest([Debt(one + other, DUE)], end)
    assert (apart.doubled, apart.total) == (together.doubled, together.total)


@given(
    st.lists(st.tuples(sums, days), min_size=1, max_size=3),
    st.lists(st.tuples(sums, days), max_size=3),
)
def test_every_yuan_paid_is_accounted_for_and_paying_never_costs_more(
    debts: list[tuple[Decimal, int]], payments: list[tuple[Decimal, int]]
) -> None:
    owed_sums = [Debt(amount, DUE + timedelta(days=n)) for amount, n in debts]
    paid = [Payment(DUE + timedelta(days=n), amount) for amount, n in payments]
    end = DUE + timedelta(days=3001)
    result = judgment_interest(owed_sums, end, paid)
    spent = sum((payment.amount for payment in paid), Decimal(0))
    total = sum((debt.amount for debt in owed_sums), Decimal(0)) + result.doubled
    assert total - spent == result.total - result.overpaid
    assert min(owed(result)) >= 0
    assert result.doubled <= judgment_interest(owed_sums, end).doubled
