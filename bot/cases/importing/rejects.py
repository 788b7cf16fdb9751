"""The rejects file: line, column and reason of every row that was not taken."""

from __future__ import annotations

import codecs
import csv
import os
from pathlib import Path

HEADERS = ("行号", "列", "原因")


class Rejects:
    """Writes ``<file>.rejects.csv`` beside the file, and leaves none when nothing was rejected.

    It holds no content of a row, so no personal data leaves the source file.
    """

    def __init__(self, source: Path, kept_bytes: int) -> None:
        """Go on behind the first ``kept_bytes``; what a killed import wrote after them is cut."""
        self.path = source.with_name(f"{source.name}.rejects.csv")
        goes_on = kept_bytes > 0 and self.path.exists()
        self._file = self.path.open("r+b" if goes_on else "wb")
        self._writer = csv.writer(self)
        if goes_on:
            self._file.truncate(kept_bytes)
            self._file.seek(0, os.SEEK_END)
        else:
            # Excel knows UTF-8 by its mark.
            self._file.write(codecs.BOM_UTF8)
            self._writer.writerow(HEADERS)

    def write(self, text: str) -> int:
        """Write text; what ``csv`` calls."""
        return self._file.write(text.encode())

    def add(self, line: int, column: str, reason: str) -> None:
        """Note a row that was not taken."""
        self._writer.writerow((line, column, reason))

    def saved(self) -> int:
        """Bring everything to the disk and return how many bytes that is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self, rejected: int) -> Path | None:
        """Close, and return where the file is; with nothing rejected it is removed."""
        self._file.close()
        if rejected:
            return self.path
        self.path.unlink()
        return None
