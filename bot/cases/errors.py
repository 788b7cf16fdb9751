"""Errors of the cases package.

CasesError
├── InvalidKey       a case number that cannot be the key of a case
├── DemoRefused      demo data must not come where real work is done
└── ImportFailure    an import that cannot start or go on; the message says what to do
    ├── UnreadableFile   the file is missing, empty, a folder, or not of its kind
    └── WrongMapping     the mapping file does not fit itself or the file's header
"""

from __future__ import annotations


class CasesError(ValueError):
    """Base of every error of the cases package."""


class InvalidKey(CasesError):
    """The number cannot be the key of a case."""


class DemoRefused(CasesError):
    """Demo data must not come where real work is done."""


class ImportFailure(CasesError):
    """The import cannot start or go on; the message says what to do."""


class UnreadableFile(ImportFailure):
    """The file is missing, empty, a folder, or not of its kind."""


class WrongMapping(ImportFailure):
    """The mapping file does not fit itself or the header of the file."""
