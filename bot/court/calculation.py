"""The result of a fee calculation, and the progressive scales fees are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bot.court.basis import Basis
from bot.court.errors import FeeError
from bot.court.laws import basis
from bot.court.money import FEN, format_yuan

FeeNature = Literal["acceptance", "application"]
LARGEST_AMOUNT = Decimal(10) ** 13
WAN = 10_000
NOTICE = "实际金额以法院的交费通知书为准。"
ONCE_ONLY = "案件受理费只能减半一次。"


@dataclass(frozen=True)
class Calculation:
    """A fee in yuan, from ``low`` to ``high``; both are the same where the law fixes the figure.

    ``steps`` are the lines of the arithmetic, ``notes`` what a citizen must know besides.
    ``nature`` tells a case acceptance fee (which can be halved) from an application fee.
    """

    low: Decimal
    high: Decimal
    steps: tuple[str, ...]
    basis: tuple[Basis, ...]
    notes: tuple[str, ...] = (NOTICE,)
    nature: FeeNature = "acceptance"
    halved: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The one figure in yuan, or None when the answer is a range."""
        return self.low if self.low == self.high else None

    @property
    def text(self) -> str:
        """The answer as citizens read it: ``8,800元`` or ``50元至300元``."""
        if self.exact is None:
            return f"{format_yuan(self.low)}至{format_yuan(self.high)}"
        return format_yuan(self.low)

    def noted(self, *notes: str) -> Calculation:
        """Return the same result with further notes before the closing one."""
        fresh = tuple(note for note in notes if note not in self.notes)
        return replace(self, notes=fresh + self.notes)


@dataclass(frozen=True)
class Part:
    """One summand of a fee in yuan, with its line of arithmetic."""

    charge: Decimal
    line: str


@dataclass(frozen=True)
class Scale:
    """A progressive scale: nothing extra up to ``free``, then a rate for each band above it.

    ``bands`` are pairs of the band's upper end (None: no end) and its rate.
    """

    free: Decimal
    bands: tuple[tuple[Decimal | None, Decimal], ...]

    def parts(self, amount: Decimal) -> tuple[Part, ...]:
        """Return the charge of each band that the amount reaches, lowest first."""
        found, lower = [], self.free
        for upper, rate in self.bands:
            if amount <= lower:
                break
            part = (amount if upper is None else min(amount, upper)) - lower
            charge = part * rate
            line = f"{_band(lower, upper)}：{format_yuan(part)}×{_percent(rate)}"
            found.append(Part(charge, f"{line}＝{format_yuan(charge)}"))
            lower = amount if upper is None else upper
        return tuple(found)


def scale(free: int, *bands: tuple[int | None, str]) -> Scale:
    """Build a scale from whole yuan and rates in per cent: ``scale(10_000, (100_000, "2.5"))``."""
    return Scale(
        Decimal(free),
        tuple(
            (None if upper is None else Decimal(upper), Decimal(rate) / 100)
            for upper, rate in bands
        ),
    )


def checked(amount: Decimal) -> Decimal:
    """Return the amount in whole fen.

    Raises:
        FeeError: it is negative, no number, or beyond what the arithmetic keeps exact.
    """
    if not amount.is_finite() or not 0 <= amount <= LARGEST_AMOUNT:
        raise FeeError("金额要在0元到10万亿元之间")
    return to_fen(amount)


def to_fen(amount: Decimal) -> Decimal:
    """Round to fen, halves up."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def wan(amount: Decimal) -> str:
    """Return a round amount as the law writes it: 10000 is 1万元, 1000 is 1,000元."""
    return f"{int(amount) // WAN}万元" if amount >= WAN else format_yuan(amount)


def summed(parts: Sequence[Part], *articles: str, nature: FeeNature = "acceptance") -> Calculation:
    """Return a fee that is the sum of its parts, with the sum written out."""
    fee = to_fen(sum((part.charge for part in parts), Decimal(0)))
    lines = tuple(part.line for part in parts)
    if len(parts) > 1:
        summands = "＋".join(format_yuan(part.charge).removesuffix("元") for part in parts)
        lines += (f"合计：{summands}＝{format_yuan(fee)}",)
    return Calculation(fee, fee, lines, (basis("诉讼费用交纳办法", *articles),), nature=nature)


def fixed(fee: int, step: str, *articles: str, nature: FeeNature = "acceptance") -> Calculation:
    """Return a fee the law sets at one figure for each case."""
    return ranged(Decimal(fee), Decimal(fee), step, *articles, nature=nature)


def ranged(
    low: Decimal, high: Decimal, step: str, *articles: str, nature: FeeNature = "acceptance"
) -> Calculation:
    """Return a fee the law sets as a range for each case."""
    return Calculation(low, high, (step,), (basis("诉讼费用交纳办法", *articles),), nature=nature)


def _band(lower: Decimal, upper: Decimal | None) -> str:
    if upper is None:
        return f"超过{wan(lower)}的部分"
    return f"超过{wan(lower)}至{wan(upper)}的部分"


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
