"""Reading the end of a case number: a serial, a list (3827、3828号) or a range (3827-3828号)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.court.written_text import HAN_NUMERAL, Folded, digits, numeral, ordinal

# A longer range gives its two ends only.
LONGEST_RANGE = 200
LONGEST_SERIAL = 8
# No court reaches a million cases of one type a year: longer runs with gaps are several serials.
_LONGEST_JOINED = 6

_RUN = rf"(?:[oOlI]{{0,2}}[0-9][0-9oOlI]{{0,13}}|[{HAN_NUMERAL}]{{1,12}})"
_ORDINAL = r"(?:[一二三四五六七八九十]{1,3}|[1-9][0-9]?)"
_ENTRY = re.compile(
    rf"(?P<marked>第)?(?:（(?P<boxed>{_RUN})）|(?P<run>{_RUN}))"
    rf"(?:号?(?:-{{1,2}}|至|到)第?（?(?P<last>{_RUN})）?(?=[号之、]))?"
    rf"(?:之(?P<inner>{_ORDINAL})(?=号))?"
    rf"(?P<closed>号(?:（之(?P<boxed_suffix>{_ORDINAL})）|之(?P<suffix>{_ORDINAL})(?![审个次]))?)?"
)
_SEPARATOR = re.compile(r"[、,;/和与及]")
# 12345 5号楼: the second number belongs to an address.
_PLACE = re.compile(r"[楼院门室栋幢单馆店线铺厅房窗柜]|法庭|审判庭")
_NO_SERIAL = re.compile(r"[0-9A-Za-z年月日元条时点%]|万元")
_NO_LIST = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]")


@dataclass(frozen=True)
class Serial:
    """One serial: its digits as written, 之一 if it has one, and the number behind a dash.

    The branch of 123-2号 is 2: another way to write 之二.
    """

    digits: str
    suffix: str | None = None
    branch: int | None = None


@dataclass(frozen=True)
class _Entry:
    """What stands between two separators. ``closed`` by 号; ``cut`` short at white space."""

    serials: tuple[Serial, ...]
    closed: bool
    end: int
    marked: bool = False
    cut: bool = False


def read(folded: Folded, start: int) -> tuple[tuple[Serial, ...], int] | None:
    """Return the serials that begin at ``start`` of the folded text and where they end.

    None when there is none. A list counts up to its last 号. Without any 号 a single serial counts
    if what follows leaves no doubt where it ends.
    """
    entries = _entries(folded, start)
    closed = [number for number, entry in enumerate(entries, start=1) if entry.closed]
    if closed:
        entries = entries[: closed[-1]]
    elif not _lists_open(folded, entries):
        entries = entries[:1]
    if not entries or not (closed or _ends_open(folded, entries[-1], _NO_SERIAL)):
        return None
    return _shared_suffix(entries), entries[-1].end


def _entries(folded: Folded, start: int) -> list[_Entry]:
    entries: list[_Entry] = []
    separator = ""
    # Bounded, so that a hostile line of ranges cannot become millions of numbers.
    while sum(len(entry.serials) for entry in entries) < LONGEST_RANGE:
        match = _ENTRY.match(folded.text, start)
        entry = _entry(match, folded) if match else None
        if entry is None or (entries and not _continues(entries[0], separator, entry, folded)):
            break
        entries.append(entry)
        found = _SEPARATOR.match(folded.text, entry.end)
        if entry.cut or not found:
            break
        separator, start = found[0], found.end()
    return entries


def _entry(match: re.Match[str], folded: Folded) -> _Entry | None:
    group = "boxed" if match["boxed"] else "run"
    run, closed, marked = match[group], match["closed"] is not None, match["marked"] is not None
    gaps = [at for at in range(match.start(group) + 1, match.end(group)) if folded.spaced(at)]
    if gaps and (not closed or _PLACE.match(folded.text, match.end())):
        end, run, closed = gaps[0], run[: gaps[0] - match.start(group)], False
        serials = _one(run, match, closed)
        return _Entry(serials, closed, end, marked, cut=True) if serials else None
    if gaps and len(digits(run).lstrip("0")) > _LONGEST_JOINED:
        serials = _split(run, [at - match.start(group) for at in gaps])
    else:
        serials = _one(run, match, closed)
    return _Entry(serials, closed, match.end(), marked) if serials else None


def _one(run: str, match: re.Match[str], closed: bool) -> tuple[Serial, ...]:
    """Return what a run stands for; nothing when it cannot be a serial."""
    listed = closed or match["last"] is not None
    if not listed and not run.isdecimal():
        return ()
    first, last = _plain(run), _plain(match["last"] or "")
    if not _fits(first) or (last and not _fits(last)):
        return ()
    written = match["inner"] or match["boxed_suffix"] or match["suffix"] if closed else None
    suffix = f"之{ordinal(numeral(written))}" if written else None
    return tuple(replace(serial, suffix=suffix) for serial in _span(first, last))


def _split(run: str, gaps: list[int]) -> tuple[Serial, ...]:
    parts = [_plain(run[a:b]) for a, b in zip([0, *gaps], [*gaps, len(run)], strict=True)]
    return tuple(Serial(part) for part in parts) if all(map(_fits, parts)) else ()


def _plain(run: str) -> str:
    return digits(run) if not run or run[-1] in "0123456789oOlI" else str(numeral(run))


def _fits(number: str) -> bool:
    return 1 <= len(number.lstrip("0")) <= LONGEST_SERIAL


def _span(first: str, last: str) -> list[Serial]:
    """Return first to last, only both ends of a span too long, or a serial with its branch.

    18775-76 is short for 18776 at its end; a single figure or a smaller number is a branch.
    """
    if not last:
        return [Serial(first)]
    spliced = first[: -len(last)] + last
    if int(last) <= int(first) and 1 < len(last) < len(first) and int(spliced) > int(first):
        last = spliced
    if int(last) <= int(first):
        return [Serial(first, branch=int(last))] if len(last) < 3 else [Serial(first), Serial(last)]
    if int(last) - int(first) >= LONGEST_RANGE:
        return [Serial(first), Serial(last)]
    width = len(first) if first.startswith("0") else 0
    return [Serial(str(number).zfill(width)) for number in range(int(first), int(last) + 1)]


def _continues(first: _Entry, separator: str, entry: _Entry, folded: Folded) -> bool:
    """Tell whether an entry goes on with the list rather than being a date, a room or a phone."""
    if entry.closed and _PLACE.match(folded.text, entry.end):
        return False
    if entry.marked or separator == "、":
        return True
    ours, theirs = len(first.serials[0].digits), len(entry.serials[0].digits)
    return theirs == ours > 2 if separator in ",;" else theirs >= min(3, ours)


def _lists_open(folded: Folded, entries: list[_Entry]) -> bool:
    """Tell whether entries without any 号 are a list: 3827、3828 at the end of a sentence."""
    lengths = {len(serial.digits) for entry in entries for serial in entry.serials}
    return len(lengths) == 1 and min(lengths) > 2 and _ends_open(folded, entries[-1], _NO_LIST)


def _ends_open(folded: Folded, entry: _Entry, unless: re.Pattern[str]) -> bool:
    """Tell whether an entry without 号 ends where nothing that follows can belong to it."""
    return entry.cut or folded.spaced(entry.end) or not unless.match(folded.text, entry.end)


def _shared_suffix(entries: list[_Entry]) -> tuple[Serial, ...]:
    """Return all serials in order; in 3827、3828号之一 both have the suffix."""
    serials: list[Serial] = []
    suffix: str | None = None
    for entry in reversed(entries):
        if entry.closed:
            suffix = entry.serials[-1].suffix
        serials[:0] = [replace(serial, suffix=suffix) for serial in entry.serials]
    return tuple(serials)
