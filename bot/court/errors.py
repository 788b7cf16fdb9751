"""Errors of the court package.

CourtError
├── FeeError           a fee that cannot be calculated from what was given
├── TimeLimitError     an unknown limit, or figures that do not fit it
├── InterestError      debts, payments or dates that contradict each other
├── NoServiceHours     a promise in working time where no hours are set
├── InvalidCaseNumber  a text that is not one case number
└── TableError         a data table under data/courts/ that is wrong
"""

from __future__ import annotations


class CourtError(ValueError):
    """Base of every error of the court package."""


class FeeError(CourtError):
    """The fee cannot be calculated from what was given."""


class TimeLimitError(CourtError):
    """The limit is unknown, or the figures given do not fit it."""


class InterestError(CourtError):
    """Debts, payments or dates contradict each other."""


class TableError(CourtError):
    """A data table is wrong; the message names the file, the row and the problem."""


class NoServiceHours(CourtError):
    """The service clock never runs: no hours are set, or the calendar has no working days."""


class InvalidCaseNumber(CourtError):
    """The text is not one case number; ``fault`` is a ``case_number_faults.Fault``."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"not a case number: {fault}")
        self.fault = fault
