"""A conversation as PDF for the case file, with the hash that proves its record.

The Chinese font is one that PDF readers bring along (STSong-Light), so none is shipped.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Paragraph, SimpleDocTemplate, Spacer

from bot.court.zone import CHINA

FONT = "STSong-Light"
_MARGIN = 20 * mm
_LAST_OF_THE_PLANE = 0xFFFF
SENDERS: Mapping[str, str] = {
    "citizen": "当事人",
    "assistant": "智能助手",
    "staff": "工作人员",
    "system": "系统",
}
CHANNELS: Mapping[str, str] = {"web": "网页", "wechat": "微信", "voice": "电话"}

_PLAIN = ParagraphStyle("plain", fontName=FONT, fontSize=10.5, leading=16, wordWrap="CJK")
_TITLE = ParagraphStyle("title", _PLAIN, fontSize=16, leading=24, alignment=1, spaceAfter=6)
_WHO = ParagraphStyle(
    "who", _PLAIN, fontSize=9, leading=13, textColor=HexColor("#5b6673"), spaceBefore=6
)


@dataclass(frozen=True)
class Line:
    """One entry of the record."""

    seq: int
    sender: str
    by: str
    channel: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Transcript:
    """What the file holds. ``broken_at``: the first entry at which the chain does not hold."""

    conversation_id: str
    court: str
    orders: Sequence[str]
    lines: Sequence[Line]
    last_hash: str
    broken_at: int | None
    made_at: datetime
    made_by: str
    reason: str


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(content).hexdigest()


def pdf_file(transcript: Transcript) -> bytes:
    """Return the conversation as PDF on A4."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    written = io.BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title="诉讼服务对话记录",
        author="诉讼服务工作台",
        lang="zh-CN",
    )
    foot = partial(_foot, transcript)
    document.build(list(_story(transcript)), onFirstPage=foot, onLaterPages=foot)
    return written.getvalue()


def _story(transcript: Transcript) -> Iterator[Flowable]:
    yield _paragraph("诉讼服务对话记录", _TITLE)
    for name, value in _facts(transcript):
        yield _paragraph(f"{name}：{value}", _PLAIN)
    yield Spacer(1, 4 * mm)
    for line in transcript.lines:
        who = SENDERS.get(line.sender, line.sender) + (f"（{line.by}）" if line.by else "")
        channel = CHANNELS.get(line.channel, line.channel)
        yield _paragraph(f"{line.seq}　{who}　{channel}　{_moment(line.at)}", _WHO)
        for part in line.text.split("\n"):
            yield _paragraph(part or "　", _PLAIN)
    yield Spacer(1, 4 * mm)
    yield _paragraph(
        "校验值由每条记录的内容和前一条的校验值依次算出（SHA-256）；改动、删除或插入任何一条，"
        "校验值都会不同。证件号、电话和查询码在记录时已遮挡。",
        _WHO,
    )


def _facts(transcript: Transcript) -> Iterator[tuple[str, str]]:
    yield "对话编号", transcript.conversation_id
    yield "法院", transcript.court or "未指明"
    yield "工单回执号", "、".join(transcript.orders) or "无"
    yield "记录", f"共 {len(transcript.lines)} 条"
    yield "校验值", transcript.last_hash or "无"
    if transcript.broken_at is None:
        yield "核对结果", "记录完整，每条都与校验值相符"
    else:
        yield "核对结果", f"记录不完整：从第 {transcript.broken_at} 条起与校验值不符"
    yield "导出", f"{_moment(transcript.made_at)}，{transcript.made_by}"
    yield "用途", transcript.reason


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    # The font's encoding ends with the first plane: pictures of faces and the like.
    plain = "".join(each if ord(each) <= _LAST_OF_THE_PLANE else "□" for each in text)
    return Paragraph(escape(plain), style)


def _foot(transcript: Transcript, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 8)
    canvas.drawString(_MARGIN, 10 * mm, f"校验值 {transcript.last_hash}")
    canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, f"第 {document.page} 页")
    canvas.restoreState()
