"""The log of a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.supervisor import logfile
from bot.supervisor.logfile import LogFile


async def drained(log: LogFile, *chunks: bytes) -> None:
    reading, writing = os.pipe()
    for chunk in chunks:
        os.write(writing, chunk)
    os.close(writing)
    await log.drain(reading)
    log.close()


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


async def test_lines_reach_the_file_the_listener_and_the_memory(tmp_path: Path) -> None:
    heard: list[str] = []
    log = LogFile(tmp_path / "log" / "engine.log", heard.append)
    await drained(log, "第一行\n第".encode(), "二行\r\n没有换行".encode())
    assert heard == ["第一行", "第二行", "没有换行"]
    assert tuple(log.last_lines) == ("第一行", "第二行", "没有换行")
    written = (tmp_path / "log" / "engine.log").read_text(encoding="utf-8")
    assert written == "第一行\n第二行\n没有换行\n"


async def test_bytes_that_are_no_text_are_kept_as_marks(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "engine.log")
    await drained(log, b"\xff\xfe\n")
    assert tuple(log.last_lines) == ("\ufffd\ufffd",)


async def test_only_the_last_lines_stay_in_memory(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "engine.log")
    await drained(log, b"".join(b"%d\n" % number for number in range(100)))
    assert tuple(log.last_lines) == tuple(str(number) for number in range(80, 100))


async def test_the_file_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "MAX_BYTES", 10)
    log = LogFile(tmp_path / "engine.log")
    await drained(log, b"11111111\n22222222\n33333333\n44444444\n55555555\n")
    assert texts(tmp_path) == {
        "engine.log": "55555555\n",
        "engine.log.1": "44444444\n",
        "engine.log.2": "33333333\n",
        "engine.log.3": "22222222\n",
    }


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
async def test_a_full_disk_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "engine.log").symlink_to("/dev/full")
    log = LogFile(tmp_path / "engine.log")
    await drained(log, b"one\ntwo\n")
    assert tuple(log.last_lines) == ("one", "two")
