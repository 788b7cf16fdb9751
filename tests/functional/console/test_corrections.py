"""An answer marked wrong counts once a second person has reviewed it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from bot.db import Database
from bot.desk import addresses, audit, record
from bot.evaluation.corrections import read_corrections
from bot.evaluation.questions import Question
from bot.settings import Settings
from console.api.app import create_console
from tests.functional.console.conftest import OTHER, SignedIn, Talk

WORDS = "（2026）京0105民初12345号，我电话13800138000，娃的抚养费他一直拖着"
PLAIN = "，我电话*********00，娃的抚养费他一直拖着"
FELL_BACK = {"intent": "nlu_fallback", "topics": [{"topic": "appeal", "confidence": 0.2}]}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where approved corrections go."""
    return tmp_path / "corrections"


@pytest.fixture
def console(database: Database, tmp_path: Path, directory: Path) -> FastAPI:
    """The console that writes there."""
    chosen = Settings(environment="test", var_dir=tmp_path, corrections_dir=directory)
    return create_console(chosen, database)


async def asked(database: Database, conversation_id: str, *texts: str) -> int:
    """Let a citizen ask what is not understood; return the number of the last answer."""
    async with database.write() as session:
        found = await record.conversation(session, conversation_id)
        for text in texts:
            said = {"understood": FELL_BACK}
            session.add(record.append(found, "citizen", f"m-{text}", text, said))
            session.add(record.append(found, "assistant", f"m-{text}", "我没太明白。", {}))
        return found.last_seq


def marking(conversation_id: str, seq: int, **more: Any) -> dict[str, Any]:
    """Return the body that marks an answer."""
    right = {"kind": "topic", "topic": "child_support"}
    return {"conversation_id": conversation_id, "seq": seq, **right, **more}


async def test_a_correction_is_reviewed_by_another_and_becomes_a_regression(
    signed_in: SignedIn, talk: Talk, database: Database, directory: Path
) -> None:
    conversation_id = await talk()
    seq = await asked(database, conversation_id, WORDS)
    boss, editor = await signed_in("boss"), await signed_in("editor")
    body = marking(conversation_id, seq, topic=TOPIC)
    made = (await boss.post("/corrections", json=body)).json()
    assert (made["text"], made["answer"], made["read_as"]) == (PLAIN, "我没太明白。", "appeal")
    where = f"/corrections/{made['id']}"
    adopt = {"anonymous": True, "text": "娃的抚养费他一直拖着"}
    own = await boss.post(f"{where}/approve", json=adopt)
    assert (own.status_code, own.json()["error"]["code"]) == (403, "own_correction")
    unread = await editor.post(f"{where}/approve", json=adopt | {"anonymous": False})
    assert (unread.status_code, directory.exists()) == (422, False)
    done = (await editor.post(f"{where}/approve", json=adopt)).json()
    assert (done["state_name"], done["reviewer"]) == ("已采用", "editor")
    assert read_corrections(directory, {TOPIC}) == [Question("娃的抚养费他一直拖着", TOPIC)]
    assert (await editor.post(f"{where}/decline", json={"remark": "晚了"})).status_code == 409
    async with database.read() as session:
        acts = [(one.actor, one.action) for one in await audit.newest(session)]
        assert await audit.first_broken(session) is None
        details = str([one.detail for one in await audit.newest(session)])
    assert [act for act in acts if act[1].startswith("correction.")] == [
        ("editor", "correction.approve"),
        ("boss", "correction.mark"),
    ]
    assert "抚养费" not in details


TOPIC = "child_support_suit"


async def test_what_is_missing_is_noted_without_a_regression(
    signed_in: SignedIn, talk: Talk, database: Database, directory: Path
) -> None:
    conversation_id = await talk()
    seq = await asked(database, conversation_id, "法院食堂几点开")
    agent, boss = await signed_in("agent"), await signed_in("boss")
    empty = marking(conversation_id, seq, kind="missing", topic="")
    assert (await agent.post("/corrections", json=empty)).status_code == 422
    made = await agent.post("/corrections", json=empty | {"missing": "食堂不对外"})
    assert made.status_code == 201
    second = await signed_in("second")
    again = await second.post("/corrections", json=empty | {"missing": "食堂"})
    assert (again.status_code, again.json()["error"]["message"]) == (
        409,
        "agent 已经标过这条答复。",
    )
    await boss.post(f"/corrections/{made.json()['id']}/approve", json={"anonymous": True})
    assert not directory.exists()
    listed = (await agent.get("/corrections", params={"state": "approved"})).json()
    assert [one["missing"] for one in listed] == ["食堂不对外"]


async def test_two_reviewers_at_once_decide_once(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    seq = await asked(database, conversation_id, "娃的抚养费他一直拖着")
    agent = await signed_in("agent")
    body = marking(conversation_id, seq, topic=TOPIC)
    number = (await agent.post("/corrections", json=body)).json()["id"]
    reviewers = [await signed_in("boss"), await signed_in("editor")]
    where, adopt = f"/corrections/{number}/approve", {"anonymous": True}
    answers = await asyncio.gather(*(one.post(where, json=adopt) for one in reviewers))
    assert sorted(one.status_code for one in answers) == [200, 409]


async def test_another_court_sees_and_marks_nothing(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    there = await talk(OTHER, name="session-2")
    seq = await asked(database, there, "娃的抚养费他一直拖着")
    agent, far, editor = [await signed_in(name) for name in ("agent", "far", "editor")]
    body = marking(there, seq, topic=TOPIC)
    unknown = await agent.post("/corrections", json=marking("none", seq, topic=TOPIC))
    refused = await agent.post("/corrections", json=body)
    assert (refused.status_code, refused.json()) == (404, unknown.json())
    number = (await far.post("/corrections", json=body)).json()["id"]
    assert (await agent.get("/corrections")).json() == []
    adopted = await editor.post(f"/corrections/{number}/approve", json={"anonymous": True})
    assert adopted.status_code == 404
    assert (await editor.get("/corrections/unanswered")).json() == []


async def test_unanswered_questions_are_grouped_by_likeness(
    signed_in: SignedIn, database: Database
) -> None:
    async with database.write() as session:
        conversation_id = await addresses.conversation_at(session, "web", "nobody-was-asked")
    said = ["法院食堂几点开门", "法院的食堂几点开门呀", "停车场要钱吗13800138000"]
    await asked(database, conversation_id, *said)
    editor = await signed_in("editor")
    groups = (await editor.get("/corrections/unanswered")).json()
    assert [
        (one["size"], one["near"], sorted(q["text"] for q in one["shown"])) for one in groups
    ] == [
        (2, "appeal", ["法院的食堂几点开门呀", "法院食堂几点开门"]),
        (1, "appeal", ["停车场要钱吗*********00"]),
    ]
    first = groups[0]["shown"][0]
    body = marking(first["conversation_id"], first["seq"], kind="missing", topic="", missing="食堂")
    assert (await editor.post("/corrections", json=body)).status_code == 201


async def test_what_nobody_said_cannot_be_marked(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    for seq, topic, status in ((99, TOPIC, 404), (1, "no_such_topic", 422)):
        body = marking(conversation_id, seq, topic=topic)
        assert (await agent.post("/corrections", json=body)).status_code == status
