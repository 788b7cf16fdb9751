"""Files that leave the desk. Each is made for a reason, and the audit log keeps its hash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit, record
from bot.desk.audit import Act
from bot.desk.exporting.tables import Cell, csv_file, xlsx_file
from bot.desk.exporting.transcript import CHANNELS, SENDERS, Line, Transcript, pdf_file, sha256
from bot.desk.models import WorkOrder
from bot.desk.orders import work_orders
from bot.desk.orders.kinds import kinds
from bot.desk.orders.stages import STAGES
from bot.desk.searching.search import Hit, search
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, now
from console.api.conversations import of_own_court
from console.api.errors import ConsoleError
from console.api.search import Search, log_search
from console.api.state import console

router = APIRouter(prefix="/exports", tags=["exports"])
Exporter = Annotated[Person, Depends(Allowed(Permission.EXPORT))]
Table = tuple[Sequence[str], list[Sequence[Cell]]]

MOST = 5_000
_AT_ONCE = 500
_SAID = ("时间", "渠道", "谁说的", "法院", "对话编号", "序号", "内容")
_ORDERED = (
    "回执号", "类型", "阶段", "法院", "承办部门", "承办人", "登记时间", "到期时间", "答复时间",
    "评价", "摘要", "答复",
)  # fmt: skip
_RATINGS = {4: "非常满意", 3: "满意", 2: "基本满意", 1: "不满意"}
_FORMATS: dict[str, tuple[str, Callable[[Sequence[str], list[Sequence[Cell]]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
}


class Why(BaseModel):
    """Why a file is made; the audit log keeps it."""

    reason: str = Field(min_length=2, max_length=200, pattern=r"\S.*\S")


class Export(Search, Why):
    """What is exported, and as which file."""

    format: Literal["csv", "xlsx"] = "xlsx"


@router.post("/search", response_class=Response)
async def export_search(given: Export, request: Request, person: Exporter) -> Response:
    """Export what a search finds; orders alone (``what``: order) with all that is known of them."""
    database = console(request).database
    async with database.read() as session:
        hits = await _all(session, person.court_code, given)
        header, rows = await _ordered(session, hits) if given.what == "order" else _said(hits)
    kind, make = _FORMATS[given.format]
    content = await asyncio.to_thread(make, header, rows)
    async with database.write() as session:
        await log_search(session, person, "export.search", given, hits, given.reason)
        await _log_file(session, person, "search", content, given.reason)
    name = "工单" if given.what == "order" else "检索结果"
    return _file(content, kind, f"{name}-{now():%Y%m%d}.{given.format}")


@router.post("/conversations/{conversation_id}", response_class=Response)
async def export_conversation(
    conversation_id: Annotated[str, Path(min_length=1, max_length=32)],
    given: Why,
    request: Request,
    person: Exporter,
) -> Response:
    """Export a conversation as PDF for the case file, with the hash of its record."""
    database = console(request).database
    async with database.read() as session:
        await of_own_court(session, conversation_id, person)
        made = await _transcript(session, conversation_id, person, given.reason)
    content = await asyncio.to_thread(pdf_file, made)
    async with database.write() as session:
        subject = f"talk:{conversation_id}"
        await _log_file(session, person, subject, content, given.reason, record=made.last_hash)
    return _file(content, "application/pdf", f"对话记录-{conversation_id[:8]}.pdf")


async def _all(session: AsyncSession, court_code: str, given: Search) -> list[Hit]:
    hits: list[Hit] = []
    before = None
    while len(hits) <= MOST:
        page = await search(
            session, court_code, replace(given.wanted(), before=before, limit=_AT_ONCE)
        )
        hits += page
        if len(page) < _AT_ONCE:
            return hits
        before = page[-1].id
    raise ConsoleError(422, "too_many", f"超过 {MOST} 条，请缩小日期或条件后再导出。")


def _said(hits: Sequence[Hit]) -> Table:
    return _SAID, [
        (
            hit.at,
            CHANNELS.get(hit.channel, hit.channel),
            SENDERS.get(hit.sender, "工单"),
            hit.court_code,
            hit.conversation_id,
            hit.receipt or str(hit.seq),
            hit.text,
        )
        for hit in hits
    ]


async def _ordered(session: AsyncSession, hits: Sequence[Hit]) -> Table:
    receipts = [hit.receipt for hit in hits]
    orders: list[WorkOrder] = []
    for begin in range(0, len(receipts), _AT_ONCE):
        some = receipts[begin : begin + _AT_ONCE]
        query = select(WorkOrder).where(WorkOrder.receipt.in_(some))
        orders += await session.scalars(query.order_by(WorkOrder.created_at.desc()))
    return _ORDERED, [_of_order(order) for order in orders]


def _of_order(order: WorkOrder) -> Sequence[Cell]:
    known = kinds()
    return (
        order.receipt,
        known[order.kind].name if order.kind in known else order.kind,
        STAGES.get(order.stage, order.stage),
        order.court_code,
        order.division,
        order.assignee,
        order.created_at,
        order.due_at,
        order.answered_at,
        _RATINGS.get(order.rating or 0, ""),
        order.summary,
        order.answer,
    )


async def _transcript(
    session: AsyncSession, conversation_id: str, person: Person, reason: str
) -> Transcript:
    found = await record.conversation(session, conversation_id)
    handover = await of_own_court(session, conversation_id, person)
    orders = await work_orders.of_conversation(session, conversation_id, 50)
    return Transcript(
        conversation_id=conversation_id,
        court=handover.court_code,
        orders=[order.receipt for order in orders],
        lines=[
            Line(
                entry.seq,
                entry.sender,
                str(entry.body.get("by", "")),
                entry.channel,
                record.aware(entry.created_at),
                entry.text,
            )
            for entry in await record.entries(session, conversation_id)
        ],
        last_hash=found.last_hash,
        broken_at=await record.first_broken_link(session, conversation_id),
        made_at=now(),
        made_by=f"{person.display_name}（{person.name}）",
        reason=reason,
    )


async def _log_file(
    session: AsyncSession, person: Person, subject: str, content: bytes, reason: str, **more: str
) -> None:
    detail = {"sha256": sha256(content), "bytes": len(content), **more}
    act = Act(person.name, "export.file", person.court_code, subject, reason, detail)
    await audit.write(session, act)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-SHA256": sha256(content),
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)
