"""The machine: what it is, its two cores, and what a process costs. Costs are read from /proc."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

CORES = 2
_PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """CPU seconds used so far and resident bytes now, of a process and all it started."""

    cpu: float
    resident: int


def keep_to_two_cores() -> None:
    """Run this process and what it starts on two cores, so that figures compare."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def can_tell_usage() -> bool:
    """Whether this system says what a process costs."""
    return (_PROC / "self" / "stat").exists()


def usage(process: int) -> Usage:
    """Return the cost of a process and its descendants; one that is gone costs nothing."""
    family = [process, *_descendants(process)]
    return Usage(sum(map(_cpu, family)), sum(map(_resident, family)))


def description() -> str:
    """Return the machine in one line, without its name."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} of {os.cpu_count()} cores ({_processor()}), {_memory() / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _descendants(process: int) -> list[int]:
    children = _read(process, f"task/{process}/children").split()
    return [one for child in map(int, children) for one in (child, *_descendants(child))]


def _cpu(process: int) -> float:
    # The name in brackets may hold spaces; user and system time are fields 14 and 15.
    fields = _read(process, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _resident(process: int) -> int:
    found = re.search(r"^VmRSS:\s+(\d+) kB", _read(process, "status"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _read(process: int, name: str) -> str:
    try:
        return (_PROC / str(process) / name).read_text()
    except OSError:
        return ""


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", (_PROC / "cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
