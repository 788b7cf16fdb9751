"""The natural key of a case: court code first, as 法〔2015〕137号 makes every number unique."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.cases.errors import InvalidKey

if TYPE_CHECKING:
    from bot.court.case_number import CaseNumber

LONGEST_CODE = 12


class CaseKey(NamedTuple):
    """What identifies a case in every table, in the order of the primary keys.

    ``type_code`` holds the code of specialised trial work too (知民初), because serials are counted
    for both together. For a number from before 2016 it is the words between year and serial
    (海行民初字): each of those had a count of its own.
    """

    court_code: str
    year: int
    type_code: str
    serial: int

    @classmethod
    def of(cls, number: CaseNumber, court_code: str | None = None) -> CaseKey:
        """Return the key of a number.

        ``court_code`` is needed for numbers from before 2016, which do not carry it.

        Raises:
            InvalidKey: there is no court code, or a part is too long to be one.
        """
        court = number.court_code or court_code
        kind = _legacy_words(number) if number.legacy else _type_code(number)
        if not court or not kind:
            raise InvalidKey(f"案号 {number.text} 缺少法院代字或类型代字")
        if max(len(court), len(kind)) > LONGEST_CODE or number.serial >= 2**31:
            raise InvalidKey(f"案号 {number.text} 太长，不是有效的案号")
        return cls(court, number.year, kind, number.serial)

    @property
    def text(self) -> str:
        """The number as courts write it since 2016: （2016）京0105民初12345号."""
        return f"（{self.year}）{self.court_code}{self.type_code}{self.serial}号"


def legacy_text(number: CaseNumber) -> str:
    """Return a number from before 2016 without what people write differently: 第, zeros, -2."""
    return f"（{number.year}）{_legacy_words(number)}第{number.serial}号"


def _type_code(number: CaseNumber) -> str:
    return f"{number.specialised or ''}{number.type_code or ''}"


def _legacy_words(number: CaseNumber) -> str:
    return (number.stem or "").removesuffix("第").removesuffix("字") + "字"
