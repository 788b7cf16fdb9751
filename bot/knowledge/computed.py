"""What the calculators rest on: every time limit, fee and kind of interest with its basis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.court.basis import Basis
from bot.court.fee_kinds import FEE_KINDS, FeeKind
from bot.court.fees import NO_RATES, Reduction, halve, property_fee
from bot.court.holidays import HolidayCalendar
from bot.court.interest import Debt, GeneralInterest, Payment, judgment_interest
from bot.court.limit_table import Limit, limits
from bot.court.time_limits import compute

# Any figures will do: the basis of a result does not depend on them.
_DAY, _LATER = date(2026, 1, 5), date(2026, 6, 1)
_AMOUNT = Decimal(1_000_000)
_DAYS = 15


@dataclass(frozen=True)
class Computed:
    """A result that is calculated, not told from an article: its kind, id, label and basis."""

    kind: str
    id: str
    label: str
    basis: tuple[Basis, ...]


class _NoDaysOff(HolidayCalendar):
    """Every day is worked: the day a limit ends on does not change what it rests on."""

    def is_workday(self, day: date) -> bool:
        return True

    def knows(self, year: int) -> bool:
        return True


def computed() -> Iterator[Computed]:
    """Yield everything that is calculated, in the order of the tables."""
    for limit in limits().values():
        yield Computed("期限", limit.id, limit.label, _limit_basis(limit))
    for kind in FEE_KINDS.values():
        yield Computed("费用", kind.id, kind.label, _fee_basis(kind))
    yield from _reductions()
    yield Computed("利息", "judgment_interest", "迟延履行利息", _interest_basis())


def _limit_basis(limit: Limit) -> tuple[Basis, ...]:
    counted = limits()[limit.after] if limit.after else limit
    days = _DAYS if counted.amount is None else None
    return compute(limit.id, _DAY, days=days, calendar=_NoDaysOff()).basis


def _fee_basis(kind: FeeKind) -> tuple[Basis, ...]:
    amounts = {"required": (_AMOUNT,), "optional": (_AMOUNT, None), "none": (None,)}[kind.amount]
    found = [kind.compute(amount, NO_RATES).basis for amount in amounts]
    return tuple(dict.fromkeys(basis for each in found for basis in each))


def _reductions() -> Iterator[Computed]:
    whole = property_fee(_AMOUNT)
    for reason in Reduction:
        half = halve(whole, [reason])
        label = half.steps[-1].partition("，减半")[0]
        yield Computed("减半", reason.value, label, half.basis[len(whole.basis) :])


def _interest_basis() -> tuple[Basis, ...]:
    debts, paid = [Debt(_AMOUNT, _DAY)], [Payment(_LATER, Decimal(1))]
    return judgment_interest(debts, _LATER, paid, GeneralInterest(Decimal("0.03"), _DAY)).basis
