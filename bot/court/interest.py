"""Interest after judgment: 民事诉讼法 264 and 法释〔2014〕8号 articles 1 to 4 and 7.

Doubled part = money the judgment awards and that is still unpaid (general interest left out)
× 0.0175 % a day × days of delay. Payments go to the awarded money first, then to the doubled part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.court.basis import Basis
from bot.court.calculation import LARGEST_AMOUNT, to_fen
from bot.court.errors import InterestError
from bot.court.holidays import ONE_DAY
from bot.court.laws import LAWS, basis
from bot.court.money import format_yuan
from bot.court.time_limits import say_day

DAILY_RATE = Decimal("0.000175")
DAYS_IN_YEAR = 365
_HIGHEST_RATE = Decimal(1)
_LAW = "迟延履行利息解释"
_SINCE = LAWS[_LAW].since or date.min
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Debt:
    """Money a judgment awards, general interest left out.

    ``amount`` in yuan; ``due`` is the last day of the performance period, or of this instalment.
    """

    amount: Decimal
    due: date


@dataclass(frozen=True)
class Payment:
    """``amount`` yuan paid, or taken from an account by the court, on ``day``."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class GeneralInterest:
    """General interest as the judgment sets it, on the awarded money while it is unpaid.

    ``yearly_rate`` is a share (0.0385 is 3.85 % a year); ``start`` is the first day counted.
    """

    yearly_rate: Decimal
    start: date


@dataclass(frozen=True)
class Segment:
    """A stretch of days, first and last counted, in which the same sum bears interest."""

    first: date
    last: date
    owed: Decimal
    rate: Decimal
    divisor: int = 1

    @property
    def days(self) -> int:
        """The days counted."""
        return (self.last - self.first).days + 1

    @property
    def interest(self) -> Decimal:
        """The interest of the stretch in yuan, not rounded."""
        return self.owed * self.rate * self.days / self.divisor


@dataclass(frozen=True)
class InterestResult:
    """What is owed at the end of the last day, in yuan, rounded to fen.

    ``doubled`` and ``general`` are the whole interest of each kind (``general`` is 0 without a
    rate), ``…_left`` what payments left of it; ``principal`` is the awarded money still unpaid and
    ``overpaid`` what was paid beyond everything.
    """

    doubled: Decimal
    doubled_left: Decimal
    general: Decimal
    general_left: Decimal
    principal: Decimal
    overpaid: Decimal
    segments: tuple[Segment, ...]
    steps: tuple[str, ...]
    basis: tuple[Basis, ...]
    notes: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """All that is still to be paid."""
        return self.principal + self.general_left + self.doubled_left


def judgment_interest(
    debts: Sequence[Debt],
    end: date,
    payments: Sequence[Payment] = (),
    general: GeneralInterest | None = None,
) -> InterestResult:
    """Compute the interest for delay up to and including ``end``, the day all is paid.

    The doubled part counts from the day after each debt's ``due``; for a judgment that sets no
    performance period give the day it took effect. A payment lowers the debt from the day after
    it, the debt due first before the others. General interest is added only when its rate is given.

    Raises:
        InterestError: no debt, a sum or rate that is none, or dates that contradict each other.
    """
    _check(debts, end, payments, general)
    doubled = _doubled(debts, end, payments)
    extra = () if general is None else _general(debts, end, payments, general)
    owed, paid = _sum(debt.amount for debt in debts), _sum(each.amount for each in payments)
    all_doubled, all_general = _interest(doubled), _interest(extra)
    left = _settle(paid, owed, all_general, all_doubled)
    result = InterestResult(
        doubled=all_doubled,
        doubled_left=left[2],
        general=all_general,
        general_left=left[1],
        principal=left[0],
        overpaid=max(paid - owed - all_general - all_doubled, Decimal(0)),
        segments=doubled,
        steps=(),
        basis=(basis("民事诉讼法", "264"), basis(_LAW, "1", "2", "3", "4", "7")),
        notes=_notes(debts, payments, general),
    )
    return _with_steps(result, extra, payments)


def _doubled(debts: Sequence[Debt], end: date, payments: Sequence[Payment]) -> tuple[Segment, ...]:
    starts = [max(debt.due + ONE_DAY, _SINCE) for debt in debts]
    found = []
    for first, last in _stretches(starts, end, payments):
        overdue = _sum(left for debt, left in _unpaid(debts, payments, first) if debt.due < first)
        if overdue:
            found.append(Segment(first, last, overdue, DAILY_RATE))
    return tuple(found)


def _general(
    debts: Sequence[Debt], end: date, payments: Sequence[Payment], general: GeneralInterest
) -> tuple[Segment, ...]:
    found = []
    for first, last in _stretches([general.start], end, payments):
        owed = _sum(left for _, left in _unpaid(debts, payments, first))
        if owed:
            found.append(Segment(first, last, owed, general.yearly_rate, DAYS_IN_YEAR))
    return tuple(found)


def _stretches(
    starts: Sequence[date], end: date, payments: Sequence[Payment]
) -> list[tuple[date, date]]:
    """Return the stretches, to ``end``, between the days on which a sum can change."""
    changes = {*starts, *(payment.day + ONE_DAY for payment in payments)}
    firsts = sorted(day for day in changes if min(starts) <= day <= end)
    lasts = [day - ONE_DAY for day in firsts[1:]] + [end]
    return list(zip(firsts, lasts, strict=False))


def _unpaid(
    debts: Sequence[Debt], payments: Sequence[Payment], day: date
) -> list[tuple[Debt, Decimal]]:
    """Return what is left of each debt on a day, payments before it going to the earliest due."""
    paid = _sum(payment.amount for payment in payments if payment.day < day)
    left = []
    for debt in sorted(debts, key=lambda each: each.due):
        used = min(paid, debt.amount)
        left.append((debt, debt.amount - used))
        paid -= used
    return left


def _settle(paid: Decimal, *claims: Decimal) -> list[Decimal]:
    """Return what is left of each claim when ``paid`` goes to them in order (article 4)."""
    left = []
    for claim in claims:
        used = min(paid, claim)
        left.append(claim - used)
        paid -= used
    return left


def _interest(segments: Sequence[Segment]) -> Decimal:
    return to_fen(_sum(segment.interest for segment in segments))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _with_steps(
    result: InterestResult, extra: Sequence[Segment], payments: Sequence[Payment]
) -> InterestResult:
    lines = ["加倍部分＝还没付的判决金额（不含一般利息）×日万分之一点七五×迟延天数"]
    lines += [_line(segment) for segment in result.segments]
    if not result.segments:
        lines.append("到这一天还没有迟延，没有加倍部分。")
    lines.append(f"加倍部分合计：{format_yuan(result.doubled)}")
    if extra:
        lines += [_line(segment) for segment in extra]
        lines.append(f"一般利息合计：{format_yuan(result.general)}")
    if payments:
        paid = _sum(payment.amount for payment in payments)
        awarded = "判决金额、一般利息" if extra else "判决金额"
        lines.append(f"已付{format_yuan(paid)}，先抵{awarded}，再抵加倍部分。")
        lines.append(f"还欠判决金额{format_yuan(result.principal)}。")
        if extra:
            lines.append(f"还欠一般利息{format_yuan(result.general_left)}。")
        lines.append(f"还欠加倍部分{format_yuan(result.doubled_left)}。")
    if result.overpaid:
        lines.append(f"多付了{format_yuan(result.overpaid)}。")
    lines.append(f"一共还要付：{format_yuan(result.total)}")
    return replace(result, steps=tuple(lines))


def _line(segment: Segment) -> str:
    percent = f"{(segment.rate * 100).normalize():f}%"
    divided = f"÷{segment.divisor}" if segment.divisor > 1 else ""
    return (
        f"{say_day(segment.first)}至{say_day(segment.last)}，{segment.days}天："
        f"{format_yuan(segment.owed)}×{percent}{divided}×{segment.days}"
        f"＝{format_yuan(segment.interest)}"
    )


def _notes(
    debts: Sequence[Debt], payments: Sequence[Payment], general: GeneralInterest | None
) -> tuple[str, ...]:
    notes = []
    if general is None:
        notes.append("判决里写了一般利息的，要另外按判决写的方法算，这里没有算。")
    else:
        notes.append(f"一般利息按一年{DAYS_IN_YEAR}天折算，算法以判决书写的为准。")
    if payments:
        notes.append("双方对还款顺序另有约定的，按约定。")
    if any(debt.due < _SINCE for debt in debts):
        notes.append("2014年8月1日以前的迟延利息按当时的规定算，这里没有算。")
    notes.append("中止执行、暂缓执行等依法不计算的日子没有扣除。")
    notes.append("个案以执行法院核算为准。")
    return tuple(notes)


def _check(
    debts: Sequence[Debt],
    end: date,
    payments: Sequence[Payment],
    general: GeneralInterest | None,
) -> None:
    if not debts:
        raise InterestError("no debt given")
    sums = [debt.amount for debt in debts] + [payment.amount for payment in payments]
    for amount in sums:
        if not amount.is_finite() or not 0 < amount <= LARGEST_AMOUNT:
            raise InterestError(f"no sum of money: {amount}")
    if not all(_FIRST_DAY <= day <= _LAST_DAY for day in (end, *(debt.due for debt in debts))):
        raise InterestError("a date is out of reach")
    if any(payment.day > end for payment in payments):
        raise InterestError("a payment lies after the last day")
    if general is not None and not 0 < general.yearly_rate <= _HIGHEST_RATE:
        raise InterestError(f"no yearly rate: {general.yearly_rate}")
    if general is not None and general.start > end:
        raise InterestError("general interest starts after the last day")
