"""An article from a draft through another editor's approval into the file and the history."""

from __future__ import annotations

import difflib
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import audit
from bot.settings import ROOT, Settings
from console.api.app import create_console
from tests.functional.console.conftest import SignedIn

ID = "appeal_deadline"
TODAY = datetime.now(CHINA).date().isoformat()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the knowledge files, to be written into."""
    copy = tmp_path / "knowledge"
    shutil.copytree(ROOT / "data" / "knowledge", copy)
    return copy


@pytest.fixture
def console(database: Database, tmp_path: Path, directory: Path) -> FastAPI:
    """The console over the copy."""
    chosen = Settings(environment="test", var_dir=tmp_path, knowledge_dir=directory)
    return create_console(chosen, database)


async def begun(editor: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """Begin a draft of the article with changed fields and return it."""
    seen = (await editor.get(f"/knowledge/articles/{ID}")).json()
    body = {
        "file": seen["file"],
        "base": seen["base"],
        "fields": seen["fields"] | changes,
        "reason": "说得更清楚",
    }
    answer = await editor.post("/knowledge/drafts", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def changed(before: str, after: str) -> list[str]:
    """Return the lines taken out and put in."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


async def test_a_change_passes_four_eyes_and_only_its_lines_are_written(
    signed_in: SignedIn, directory: Path, database: Database
) -> None:
    editor, second = await signed_in("editor"), await signed_in("second_editor")
    before = (directory / "appeal.yml").read_text(encoding="utf-8")
    draft = await begun(editor, short="收到判决书次日起15日内交上诉状。")
    where = f"/knowledge/drafts/{draft['id']}"
    assert (await second.post(f"{where}/approve", json={"compared": True})).status_code == 409
    assert (await editor.post(f"{where}/submit")).json()["state"] == "submitted"
    own = await editor.post(f"{where}/approve", json={"compared": True})
    assert (own.status_code, own.json()["error"]["code"]) == (403, "own_draft")
    assert (await second.post(f"{where}/approve", json={"compared": False})).status_code == 422
    assert (directory / "appeal.yml").read_text(encoding="utf-8") == before
    done = await second.post(f"{where}/approve", json={"compared": True})
    assert (done.status_code, done.json()["state"], done.json()["reviewer"]) == (
        200,
        "approved",
        "second_editor",
    )
    after = (directory / "appeal.yml").read_text(encoding="utf-8")
    assert changed(before, after) == [
        "-  short: 不服一审判决，收到判决书次日起15日内交上诉状；不服可以上诉的裁定是10日。"
        "口头说要上诉不算，过了期限判决就生效。",
        "+  short: 收到判决书次日起15日内交上诉状。",
        "-  reviewed: {date: 2026-11-22, role: 程序知识编辑}",
        f"+  reviewed: {{date: {TODAY}, role: 知识编辑}}",
    ]
    now = (await second.get(f"/knowledge/articles/{ID}")).json()
    assert [(one["since"], one["until"], one["changed"]) for one in now["history"]] == [
        ("2024-01-01", TODAY, "说得更清楚")
    ]
    yesterday = (datetime.now(CHINA).date() - timedelta(days=1)).isoformat()
    said = (await second.get(f"/knowledge/articles/{ID}/as-of", params={"day": yesterday})).json()
    assert said["version"]["short"].startswith("不服一审判决")
    async with database.read() as session:
        acts = [(one.actor, one.action, one.subject) for one in await audit.newest(session)]
        assert await audit.first_broken(session) is None
    of_knowledge = [act for act in acts if act[1].startswith("knowledge.")]
    assert of_knowledge == [
        ("second_editor", "knowledge.approve", f"article:{ID}"),
        ("editor", "knowledge.submit", f"article:{ID}"),
        ("editor", "knowledge.draft", f"article:{ID}"),
    ]


async def test_a_draft_that_the_check_refuses_is_not_submitted(signed_in: SignedIn) -> None:
    editor = await signed_in("editor")
    basis = [{"law": "民事诉讼法", "articles": ["171", "999"]}]
    draft = await begun(editor, basis=basis, voice="（念不出来）")
    shown = await editor.post(
        "/knowledge/preview",
        json={"file": draft["file"], "base": draft["base"], "fields": draft["fields"]},
    )
    errors = [one for one in shown.json()["findings"] if one["level"] == "error"]
    assert [(one["field"], one["problem"]) for one in errors] == [
        ("basis", "民事诉讼法只有306条，没有第999条"),
        ("voice", "“（”念不出来"),
    ]
    refused = await editor.post(f"/knowledge/drafts/{draft['id']}/submit")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "has_errors")


async def test_a_preview_shows_every_door(signed_in: SignedIn) -> None:
    editor = await signed_in("editor")
    seen = (await editor.get(f"/knowledge/articles/{ID}")).json()
    assert set(seen["preview"]) == {"web", "full", "buttons", "sources", "wechat", "voice"}
    assert seen["preview"]["voice"][0] == {
        "text": "不服一审判决，从收到判决书的第二天起，十五天内交上诉状",
        "long": False,
    }
    assert "1. 说详细些" in seen["preview"]["wechat"][-1]


async def test_one_article_has_one_open_draft(signed_in: SignedIn) -> None:
    editor, second = await signed_in("editor"), await signed_in("second_editor")
    draft = await begun(editor, title="改了标题")
    body = {"file": draft["file"], "base": draft["base"], "fields": draft["fields"]}
    refused = await second.post("/knowledge/drafts", json=body)
    assert (refused.status_code, refused.json()["error"]["message"]) == (
        409,
        "editor 正在改这条答复，请先和同事说好。",
    )
    other = await second.put(f"/knowledge/drafts/{draft['id']}", json=body)
    assert other.status_code == 403
    assert (await editor.post(f"/knowledge/drafts/{draft['id']}/withdraw")).status_code == 200
    assert (await second.post("/knowledge/drafts", json=body)).status_code == 201


async def test_a_declined_draft_goes_back_to_its_author(signed_in: SignedIn) -> None:
    editor, second = await signed_in("editor"), await signed_in("second_editor")
    draft = await begun(editor, title="改了标题")
    where = f"/knowledge/drafts/{draft['id']}"
    await editor.post(f"{where}/submit")
    back = (await second.post(f"{where}/decline", json={"remark": "标题太长"})).json()
    assert (back["state_name"], back["remark"]) == ("退回修改", "标题太长")
    body = {"file": draft["file"], "base": draft["base"], "fields": draft["fields"]}
    kept = await editor.put(where, json=body | {"reason": "再改"})
    assert kept.json()["state"] == "draft"
    # A draft never changes the article it belongs to.
    moved = body | {"fields": draft["fields"] | {"id": "appeal_fee"}}
    assert (await editor.put(where, json=moved)).json()["article_id"] == ID


async def test_an_article_that_changed_meanwhile_is_not_overwritten(
    signed_in: SignedIn, directory: Path
) -> None:
    editor, second = await signed_in("editor"), await signed_in("second_editor")
    draft = await begun(editor, title="改了标题")
    where = f"/knowledge/drafts/{draft['id']}"
    await editor.post(f"{where}/submit")
    held = await second.post("/knowledge/impact/hold", json={"ids": [ID], "reason": "待核对"})
    assert held.json() == {"held": 1, "silent": []}
    assert (await editor.get(where)).json()["outdated"] is True
    before = (directory / "appeal.yml").read_text(encoding="utf-8")
    refused = await second.post(f"{where}/approve", json={"compared": True})
    assert refused.status_code == 409
    assert (directory / "appeal.yml").read_text(encoding="utf-8") == before
    assert (await editor.get(where)).json()["state"] == "submitted"


async def test_a_new_article_is_written_at_the_end(signed_in: SignedIn, directory: Path) -> None:
    editor, second = await signed_in("editor"), await signed_in("second_editor")
    fields = {
        "id": "appeal_by_post",
        "topic": "appeal",
        "title": "上诉状能不能寄",
        "questions": [f"上诉材料可以邮寄给哪个窗口{number}号" for number in range(10)],
        "short": "可以寄给原来判案的法院。",
        "answer": "可以寄。\n\n期满前交邮的，不算过期。",
        "basis": [{"law": "民事诉讼法", "articles": ["85"]}],
        "voice": "可以寄给原来判案的法院。",
        "confidence": "verified",
        "effective": "2024-01-01",
    }
    body = {"file": "appeal.yml", "fields": fields, "reason": "常有人问"}
    draft = (await editor.post("/knowledge/drafts", json=body)).json()
    where = f"/knowledge/drafts/{draft['id']}"
    asked = await editor.post(f"{where}/submit")
    assert asked.status_code == 200, asked.text
    done = await second.post(f"{where}/approve", json={"compared": True})
    assert done.status_code == 200, done.text
    text = (directory / "appeal.yml").read_text(encoding="utf-8")
    assert text.endswith(
        "  voice: 可以寄给原来判案的法院。\n  confidence: verified\n  effective: 2024-01-01\n"
        f"  reviewed: {{date: {TODAY}, role: 知识编辑}}\n"
    )
    rows = (await editor.get("/knowledge/articles", params={"q": "上诉状能不能寄"})).json()["rows"]
    assert rows[0]["id"] == "appeal_by_post"
    assert (await editor.post("/knowledge/drafts", json=body)).status_code == 409


async def test_a_change_of_law_lists_and_holds_what_rests_on_it(signed_in: SignedIn) -> None:
    editor = await signed_in("editor")
    asked = {"law": "民事诉讼法", "provision": "171"}
    found = (await editor.get("/knowledge/impact", params=asked)).json()
    rows = {row["id"]: row["state"] for row in found["articles"]}
    assert rows[ID] == "served" and found["results"]
    await editor.post("/knowledge/impact/hold", json={"ids": [ID], "reason": "新法施行，待核对"})
    again = (await editor.get("/knowledge/impact", params=asked)).json()
    assert {row["id"]: row["state_name"] for row in again["articles"]}[ID] == "已暂停"
    counts = (await editor.get("/knowledge/articles")).json()["counts"]
    assert counts["held"] >= 1
    assert (await editor.get("/knowledge/impact", params={"law": "没有法"})).status_code == 404
    wrong = await editor.get("/knowledge/impact", params={"law": "民事诉讼法", "provision": "甲"})
    assert wrong.status_code == 422
