"""Drafts and the four eyes on them: who writes does not approve, who approves did not write.

draft ─submit→ submitted ─approve→ approved
  ↑                 └─decline→ declined (its author goes on writing: draft)
  └ withdraw → withdrawn
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.editing.errors import (
    NoSuchDraft,
    NotTheAuthor,
    OpenDraft,
    OwnDraft,
    WrongState,
)
from bot.desk.editing.fields import ArticleFields
from bot.desk.editing.models import KnowledgeDraft

DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
DECLINED, WITHDRAWN = "declined", "withdrawn"
STATES = {
    DRAFT: "起草中",
    SUBMITTED: "待审核",
    APPROVED: "已发布",
    DECLINED: "退回修改",
    WITHDRAWN: "已撤回",
}


async def begin(
    session: AsyncSession,
    author: str,
    file: str,
    base: str,
    fields: ArticleFields,
    reason: str,
    now: datetime,
) -> KnowledgeDraft:
    """Begin a draft of an article, or of a new one where ``base`` is empty.

    Raises:
        OpenDraft: the article has one already; the message names its author.
    """
    query = select(KnowledgeDraft.author).where(KnowledgeDraft.open_for == fields.id)
    if other := await session.scalar(query):
        raise OpenDraft(f"{other} 正在改这条答复，请先和同事说好。")
    draft = KnowledgeDraft(
        article_id=fields.id,
        open_for=fields.id,
        file=file,
        base=base,
        fields=fields.model_dump(mode="json"),
        reason=reason,
        state=DRAFT,
        author=author,
        made_at=now,
        changed_at=now,
        reviewer="",
        remark="",
    )
    session.add(draft)
    try:
        await session.flush()
    except IntegrityError:
        raise OpenDraft("有同事刚刚开始改这条答复，请刷新。") from None
    return draft


async def save(
    session: AsyncSession,
    number: int,
    author: str,
    base: str,
    fields: ArticleFields,
    reason: str,
    now: datetime,
) -> KnowledgeDraft:
    """Keep a draft's new text; its id stays. One that was declined is a draft again.

    Raises:
        NoSuchDraft, NotTheAuthor, WrongState: it cannot be written to.
    """
    draft = await _own(session, number, author, (DRAFT, DECLINED))
    fixed = fields.model_copy(update={"id": draft.article_id})
    draft.fields, draft.reason, draft.base = fixed.model_dump(mode="json"), reason, base
    draft.state, draft.changed_at = DRAFT, now
    return draft


async def submit(session: AsyncSession, number: int, author: str, now: datetime) -> KnowledgeDraft:
    """Ask another editor for approval. Raises as ``save``."""
    draft = await _own(session, number, author, (DRAFT, DECLINED))
    draft.state, draft.changed_at = SUBMITTED, now
    return draft


async def withdraw(
    session: AsyncSession, number: int, author: str, now: datetime
) -> KnowledgeDraft:
    """Give a draft up. Raises as ``save``."""
    draft = await _own(session, number, author, (DRAFT, DECLINED, SUBMITTED))
    draft.state, draft.changed_at, draft.open_for = WITHDRAWN, now, None
    return draft


async def review(
    session: AsyncSession,
    number: int,
    reviewer: str,
    decision: Literal["approved", "declined"],
    remark: str,
    now: datetime,
) -> KnowledgeDraft:
    """Decide about a submitted draft; the files are the caller's, in the same transaction.

    Raises:
        OwnDraft: the reviewer wrote it.
        NoSuchDraft, WrongState: it cannot be decided about.
    """
    draft = await _locked(session, number)
    if draft.author == reviewer:
        raise OwnDraft("自己起草的要由另一位知识编辑审核。")
    if draft.state != SUBMITTED:
        raise WrongState(f"这份草稿{STATES[draft.state]}，不能审核。")
    draft.state, draft.reviewer, draft.remark = decision, reviewer, remark
    draft.reviewed_at = draft.changed_at = now
    if decision == APPROVED:
        draft.open_for = None
    return draft


async def get(session: AsyncSession, number: int) -> KnowledgeDraft:
    """Return a draft. Raises NoSuchDraft."""
    found = await session.get(KnowledgeDraft, number)
    if found is None:
        raise NoSuchDraft("没有这份草稿。")
    return found


async def open_drafts(session: AsyncSession) -> Sequence[KnowledgeDraft]:
    """Return the drafts nobody has finally decided about, the newest change first."""
    query = select(KnowledgeDraft).where(KnowledgeDraft.open_for.is_not(None))
    return (await session.scalars(query.order_by(KnowledgeDraft.changed_at.desc()))).all()


async def decided(session: AsyncSession, limit: int = 50) -> Sequence[KnowledgeDraft]:
    """Return the drafts that are done with, the newest first."""
    query = select(KnowledgeDraft).where(KnowledgeDraft.open_for.is_(None))
    return (
        await session.scalars(query.order_by(KnowledgeDraft.changed_at.desc()).limit(limit))
    ).all()


async def _own(
    session: AsyncSession, number: int, author: str, states: Sequence[str]
) -> KnowledgeDraft:
    draft = await _locked(session, number)
    if draft.author != author:
        raise NotTheAuthor(f"这份草稿是 {draft.author} 起草的，只有作者能改。")
    if draft.state not in states:
        raise WrongState(f"这份草稿{STATES[draft.state]}，不能再改。")
    return draft


async def _locked(session: AsyncSession, number: int) -> KnowledgeDraft:
    found = await session.get(KnowledgeDraft, number, with_for_update=True)
    if found is None:
        raise NoSuchDraft("没有这份草稿。")
    return found
