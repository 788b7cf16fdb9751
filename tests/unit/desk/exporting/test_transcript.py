"""A conversation as PDF."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot.desk.exporting.transcript import Line, Transcript, pdf_file, sha256

AT = datetime(2026, 11, 24, 16, 30, tzinfo=timezone.utc)
TALK = Transcript(
    conversation_id="c" * 32,
    court="京0105",
    orders=["261124000001"],
    lines=[
        Line(1, "citizen", "", "web", AT, "<b>上诉</b> & 期限\n第二行😀"),
        Line(2, "staff", "wang", "web", AT, "十五日"),
    ],
    last_hash="ab" * 32,
    broken_at=None,
    made_at=AT,
    made_by="李主任（boss）",
    reason="归入卷宗",
)


def text_of(content: bytes) -> str:
    """Return the words of a PDF that reportlab made, line by line."""
    lines = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        if not stream.rstrip().endswith(b"~>"):
            continue
        page = zlib.decompress(a85decode(b"<~" + stream.strip(), adobe=True))
        lines += [_plain(words) for words in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page)]
    return "\n".join(lines)


def _plain(words: bytes) -> str:
    octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found.group(1), 8)]), words)
    return re.sub(rb"\\(.)", rb"\1", octal, flags=re.DOTALL).decode("utf-16-be", "replace")


def test_all_that_was_said_stands_in_it_with_the_hash() -> None:
    content = pdf_file(TALK)
    said = text_of(content)
    assert content.startswith(b"%PDF-") and b"STSong-Light" in content
    for words in (
        "<b>上诉</b> & 期限", "第二行□", "十五日", "校验值：" + "ab" * 32,
        "工单回执号：261124000001",
        "记录完整，每条都与校验值相符", "2026-11-25 00:30:00，李主任（boss）", "用途：归入卷宗",
        "工作人员（wang）", "第 1 页",
    ):  # fmt: skip
        assert words in said, words


def test_a_broken_record_says_where() -> None:
    said = text_of(pdf_file(replace(TALK, broken_at=2)))
    assert "记录不完整：从第 2 条起与校验值不符" in said


@pytest.mark.parametrize("count", [0, 300])
def test_any_length_fits(count: int) -> None:
    lines = [replace(TALK.lines[0], seq=number, text="长" * 900) for number in range(count)]
    content = pdf_file(replace(TALK, lines=lines))
    assert f"共 {count} 条" in text_of(content)


def test_the_hash_is_that_of_the_file() -> None:
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
