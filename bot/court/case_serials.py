"""Reading the end of a case number: a serial, a list (3827、3828号) or a range (3827-3828号)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.court.written_text import HAN_NUMERAL, Folded, digits, numeral, ordinal

# A longer range gives its two ends only, and so do further ranges once a list is this long.
LONGEST_RANGE = 200
LONGEST_SERIAL = 8
# No court reaches a million cases of one type a year: longer runs with gaps are several serials.
_LONGEST_JOINED = 6

_RUN = rf"(?:[oOlI]{{0,2}}[0-9][0-9oOlI]{{0,13}}|[{HAN_NUMERAL}]{{1,12}})"
_LAST = rf"(?:[0-9]{{1,{LONGEST_SERIAL}}}(?![0-9])|[{HAN_NUMERAL}]{{1,12}})"
_ORDINAL = r"(?:[一二三四五六七八九十]{1,3}|[1-9][0-9]?)"
_SEPARATOR = re.compile(r"[、,;/和与及]")
# 12345 5号楼: the second number belongs to an address.
_PLACE = re.compile(r"[楼院门室栋幢单馆店线铺厅房窗柜]|法庭|审判庭")
_NO_SERIAL = re.compile(r"[0-9A-Za-z年月日元条时点%]|万元")
_THOUSANDS = re.compile(r",[0-9]{3}号")
_NO_LIST = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]")


@cache
def _entry_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<marked>第)?(?:（(?P<boxed>{_RUN})）|(?P<run>{_RUN}))"
        rf"(?:号?(?:-{{1,2}}|至|到)第?（?(?P<last>{_LAST})）?(?=[号之、,;。）]|$))?"
        rf"(?:之(?P<inner>{_ORDINAL})(?=号))?"
        rf"(?P<closed>号(?:（之(?P<boxed_suffix>{_ORDINAL})）|之(?P<suffix>{_ORDINAL})(?![审个次]))?)?"
    )


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
    """What stands between two separators: serials, or the ``first`` and ``last`` of a range.

    ``closed`` by 号, ``marked`` by 第, ``cut`` short at white space.
    """

    first: tuple[str, ...]
    last: str
    suffix: str | None
    closed: bool
    marked: bool
    cut: bool
    end: int


def read(
    folded: Folded, start: int, longest: int = LONGEST_RANGE
) -> tuple[tuple[Serial, ...], int] | None:
    """Return the serials that begin at ``start`` of the folded text and where they end.

    None when there is none. A list counts up to its last 号. Without any 号 a single serial counts
    if what follows leaves no doubt where it ends. A range of more than ``longest`` gives its ends.
    """
    entries = _entries(folded, start)
    closed = [number for number, entry in enumerate(entries, start=1) if entry.closed]
    if closed:
        entries = entries[: closed[-1]]
    elif not _lists_open(folded, entries):
        entries = entries[:1]
    if not entries or not (closed or _ends_open(folded, entries[-1], _NO_SERIAL)):
        return None
    if not closed and _is_thousands(folded, entries[0]):
        return None
    return _spread(entries, longest), entries[-1].end


def _entries(folded: Folded, start: int) -> list[_Entry]:
    entries: list[_Entry] = []
    separator = ""
    while len(entries) < LONGEST_RANGE:
        match = _entry_pattern().match(folded.text, start)
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
    run, begins, end = match[group], match.start(group), match.end()
    gaps = [at - begins for at in range(begins + 1, match.end(group)) if folded.spaced(at)]
    closed, last, parts = match["closed"] is not None, _plain(match["last"] or ""), [run]
    cut = bool(gaps) and (not closed or _PLACE.match(folded.text, end) is not None)
    if cut:
        parts, end, closed, last = [run[: gaps[0]]], begins + gaps[0], False, ""
    elif gaps and len(digits(run).lstrip("0")) > _LONGEST_JOINED:
        parts = [run[a:b] for a, b in zip([0, *gaps], [*gaps, len(run)], strict=True)]
    if not (closed or last) and (match["boxed"] or not parts[0].isdecimal()):
        return None
    first = tuple(map(_plain, parts))
    if not all(map(_fits, first)) or (last and not _fits(last)):
        return None
    suffix = _suffix(match) if closed else None
    return _Entry(first, last, suffix, closed, match["marked"] is not None, cut, end)


def _suffix(match: re.Match[str]) -> str | None:
    written = match["inner"] or match["boxed_suffix"] or match["suffix"]
    return f"之{ordinal(numeral(written))}" if written else None


def _plain(run: str) -> str:
    return digits(run) if not run or run[-1] in "0123456789oOlI" else str(numeral(run))


def _fits(number: str) -> bool:
    return 1 <= len(number.lstrip("0")) <= LONGEST_SERIAL


def _continues(first: _Entry, separator: str, entry: _Entry, folded: Folded) -> bool:
    """Tell whether an entry goes on with the list rather than being a date, a room or a phone."""
    if entry.closed and _PLACE.match(folded.text, entry.end):
        return False
    if entry.marked or separator == "、":
        return True
    ours, theirs = len(first.first[0]), len(entry.first[0])
    return theirs == ours > 2 if separator in ",;" else theirs >= min(3, ours)


def _lists_open(folded: Folded, entries: list[_Entry]) -> bool:
    """Tell whether entries without any 号 are a list: 3827、3828 at the end of a sentence."""
    lengths = {len(number) for entry in entries for number in entry.first}
    return len(lengths) == 1 and min(lengths) > 2 and _ends_open(folded, entries[-1], _NO_LIST)


def _is_thousands(folded: Folded, entry: _Entry) -> bool:
    """Tell whether 12 is only the head of 12,345号: better no number than the wrong one."""
    return len(entry.first[0]) <= 3 and bool(_THOUSANDS.match(folded.text, entry.end))


def _ends_open(folded: Folded, entry: _Entry, unless: re.Pattern[str]) -> bool:
    """Tell whether an entry without 号 ends where nothing that follows can belong to it."""
    return entry.cut or folded.spaced(entry.end) or not unless.match(folded.text, entry.end)


def _spread(entries: list[_Entry], longest: int) -> tuple[Serial, ...]:
    """Return all serials in order; in 3827、3828号之一 both have the suffix."""
    suffixes: list[str | None] = []
    suffix: str | None = None
    for entry in reversed(entries):
        suffix = entry.suffix if entry.closed else suffix
        suffixes.append(suffix)
    serials: list[Serial] = []
    for entry, suffix in zip(entries, reversed(suffixes), strict=True):
        spread = _span(entry.first[0], entry.last, longest - len(serials)) if entry.last else None
        spread = spread or [Serial(number) for number in entry.first]
        serials += [Serial(serial.digits, suffix, serial.branch) for serial in spread]
    return tuple(serials)


def _span(first: str, last: str, longest: int) -> list[Serial]:
    """Return first to last, only both ends of a span too long, or a serial with its branch.

    18775-76 is short for 18776 at its end; a single figure or a smaller number is a branch.
    """
    spliced = first[: -len(last)] + last
    if int(last) <= int(first) and 1 < len(last) < len(first) and int(spliced) > int(first):
        last = spliced
    if int(last) <= int(first):
        if len(last) < 3:
            return [Serial(first, branch=int(last))]
        return [Serial(first), Serial(last)] if len(last) == len(first) else [Serial(first)]
    if int(last) - int(first) >= longest:
        return [Serial(first), Serial(last)]
    width = len(first) if first.startswith("0") else 0
    return [Serial(str(number).zfill(width)) for number in range(int(first), int(last) + 1)]
