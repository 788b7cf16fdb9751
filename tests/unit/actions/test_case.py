"""My case: asked for, verified, shown; nothing shown without a grant."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from sqlalchemy import update

from actions.case import ActionCaseQuestion, ActionCaseView
from actions.case_form import (
    ActionAskCaseFormCaseNumber,
    ActionAskCaseFormCredential,
    ValidateCaseForm,
    credential_in,
    numbers_in,
)
from bot.cases.demo import filling
from bot.cases.identity import Hasher
from bot.cases.models import AccessGrant
from bot.court import courts
from bot.db import Database
from bot.settings import settings
from tests.unit.actions.conftest import Said, Talk, run

WRONG = "00000000"
UNSURE = next(
    court.code
    for court in courts.all_courts()
    if court.code and len(court.code) == 5 and court.confidence == "medium"
)


@pytest.fixture
async def cases(database: Database) -> list[dict[str, str]]:
    """Demo cases with their codes."""
    hasher = Hasher(settings().hash_key.get_secret_value())
    now = datetime.now(timezone.utc)
    await filling.fill(database, hasher, count=120, seed=3, now=now)
    return await filling.show(database, 8)


async def _verify(talk: Talk, number: str, credential: str) -> Said:
    talk.form = "case_form"
    talk.slots = {"requested_slot": "credential", "case_number": number, "credential": None}
    return await run(ValidateCaseForm(), talk.tracker(credential, "inform"))


async def test_a_question_about_my_case_asks_for_the_number_first(talk: Talk) -> None:
    asked = await run(ActionCaseQuestion(), talk.tracker("我的案子到哪了", "case_progress_query"))
    assert asked.follow_up == "case_form"
    said = await run(ActionAskCaseFormCaseNumber(), talk.tracker("我的案子到哪了"))
    assert said.text.startswith("请告诉我案号，比如“（2026）京0105民初12345号”。")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(2016)京0105民初12345号", "（2016）京0105民初12345号"),
        ("我的案号是２０１６京0105民初 12345 号啊", "（2016）京0105民初12345号"),
        ("（2015）海行民初字第5号", "（2015）海行民初字第5号"),
    ],
)
async def test_the_number_is_read_in_any_form(talk: Talk, text: str, number: str) -> None:
    talk.form, talk.slots = "case_form", {"requested_slot": "case_number"}
    said = await run(ValidateCaseForm(), talk.tracker(text))
    assert said.slots["case_number"] == number


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("京0105民初5号", "案号前面还要有年份"),
        ("（2019）民初9号", "少了法院代字"),
        ("(2016)京0105民初", "案号最后还要有编号"),
        ("不记得了", "我没有认出案号"),
    ],
)
async def test_half_a_number_is_told_what_is_missing(talk: Talk, text: str, hint: str) -> None:
    talk.form, talk.slots = "case_form", {"requested_slot": "case_number", "case_number": None}
    said = await run(ActionAskCaseFormCaseNumber(), talk.tracker(text, "nlu_fallback"))
    assert hint in said.text


async def test_several_numbers_are_asked_about(talk: Talk) -> None:
    talk.form, talk.slots = "case_form", {"requested_slot": "case_number"}
    said = await run(ActionAskCaseFormCaseNumber(), talk.tracker("（2026）京0105民初3827、3828号"))
    assert said.titles[:2] == ["（2026）京0105民初3827号", "（2026）京0105民初3828号"]


@pytest.mark.parametrize(
    ("code", "read_back"),
    [
        ("京0105", "案号 （2026）京0105民初5号，北京市朝阳区人民法院。"),
        ("京0999", "我的法院表里没有“京0999”这个代字，请您再核对一下。"),
        (UNSURE, "，是这家法院吗？不对请点“案号不对”。"),
    ],
)
async def test_the_court_is_read_back(talk: Talk, code: str, read_back: str) -> None:
    talk.form = "case_form"
    talk.slots = {"requested_slot": "case_number", "case_number": f"（2026）{code}民初5号"}
    said = await run(ActionAskCaseFormCredential(), talk.tracker("x", "procedure"))
    assert read_back in said.text


@pytest.mark.parametrize(
    ("text", "credential"),
    [
        ("39481726", "39481726"),
        ("查询码是 3948 1726", "39481726"),
        ("（2026）京0105民初12345号，查询码39481726", "39481726"),
        ("王小明 123X", ("王小明", "123X")),
        ("我叫王小明，身份证后四位是123x", ("王小明", "123X")),
        ("阿卜杜拉·买买提 1234", ("阿卜杜拉·买买提", "1234")),
        ("北京白鹭（天津）建设有限公司 9432", ("北京白鹭(天津)建设有限公司", "9432")),
        ("（2026）京0105民初12345号", None),
        ("我没有查询码", None),
        ("1234", None),
    ],
)
def test_a_credential_is_read(text: str, credential: object) -> None:
    assert credential_in(text) == credential


def test_a_number_said_twice_is_one() -> None:
    said = "（2026）京0105民初5号，对，(2026)京0105民初5号"
    assert [number.text for number in numbers_in(said)] == ["（2026）京0105民初5号"]


async def test_the_right_code_opens_the_case_and_only_a_mark_is_kept(
    talk: Talk, cases: list[dict[str, str]]
) -> None:
    case = cases[0]
    said = await _verify(talk, case["case_number"], case["query_code"])
    assert said.slots["credential"] == "verified"
    assert case["query_code"] not in str(said.events)
    talk.form, talk.slots = None, {"case_number": case["case_number"], "case_question": "progress"}
    shown = await run(ActionCaseView(), talk.tracker("x"))
    assert shown.text.startswith(case["case_number"])
    assert "截至 " in shown.text and shown.replies[0]["custom"]["timeline"]


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("hearing_time_query", "开庭"),
        ("contact_judge", "这里只能给办公电话"),
        ("ask_route", "开庭"),
        ("ask_next_step", "法院接下来："),
        ("enforcement_progress_query", "执行"),
        ("case_progress_query", "现在的阶段"),
    ],
)
async def test_follow_up_questions_need_no_second_verification(
    talk: Talk, cases: list[dict[str, str]], intent: str, words: str
) -> None:
    case = cases[0]
    await _verify(talk, case["case_number"], case["query_code"])
    talk.form, talk.slots = None, {"case_number": case["case_number"]}
    said = await run(ActionCaseQuestion(), talk.tracker("……", intent))
    assert words in said.text and said.follow_up is None


async def test_every_refusal_says_the_same(
    talk: Talk, cases: list[dict[str, str]], database: Database
) -> None:
    known, other = cases[0], cases[1]
    tries = (
        (known["case_number"], WRONG),
        ("（2026）京0105民初98765432号", WRONG),
        (known["case_number"], other["query_code"]),
        (known["case_number"], "没这个人 1234"),
    )
    said = []
    for place, (number, credential) in enumerate(tries):
        refused = await _verify(talk, number, credential)
        assert refused.slots["credential"] is None
        said.append(refused.text.replace(f"还可以试 {4 - place} 次", ""))
    assert len(set(said)) == 1


async def test_the_fifth_wrong_try_locks_and_ends_the_form(
    talk: Talk, cases: list[dict[str, str]]
) -> None:
    case = cases[0]
    for _ in range(4):
        await _verify(talk, case["case_number"], WRONG)
    locked = await _verify(talk, case["case_number"], WRONG)
    assert locked.text.startswith("核验失败次数太多，为了保护当事人，30 分钟内不能再试。")
    assert locked.slots["requested_slot"] is None and "转人工" in locked.titles
    right = await _verify(talk, case["case_number"], case["query_code"])
    assert right.slots["credential"] is None


async def test_a_slot_alone_discloses_nothing(talk: Talk, cases: list[dict[str, str]]) -> None:
    talk.slots = {"case_number": cases[0]["case_number"], "credential": "verified"}
    said = await run(ActionCaseQuestion(), talk.tracker("什么时候开庭", "hearing_time_query"))
    assert (said.replies, said.follow_up) == ([], "case_form")
    view = await run(ActionCaseView(), talk.tracker("什么时候开庭"))
    assert (view.replies, view.slots) == ([], {"credential": None})


async def test_an_expired_grant_asks_again(
    talk: Talk, cases: list[dict[str, str]], database: Database
) -> None:
    case = cases[0]
    await _verify(talk, case["case_number"], case["query_code"])
    async with database.write() as session:
        past = datetime(2020, 1, 1, tzinfo=timezone.utc)
        await session.execute(update(AccessGrant).values(expires_at=past))
    talk.form, talk.slots = None, {"case_number": case["case_number"]}
    said = await run(ActionCaseQuestion(), talk.tracker("什么时候开庭", "hearing_time_query"))
    assert (said.replies, said.follow_up) == ([], "case_form")


async def test_another_conversation_has_no_grant(
    talk: Talk, cases: list[dict[str, str]], database: Database
) -> None:
    case = cases[0]
    await _verify(talk, case["case_number"], case["query_code"])
    stranger = Talk("stranger", {"case_number": case["case_number"]})
    said = await run(ActionCaseQuestion(), stranger.tracker("什么时候开庭", "hearing_time_query"))
    assert said.replies == []


async def test_changing_the_case_takes_the_grant_back(
    talk: Talk, cases: list[dict[str, str]]
) -> None:
    case = cases[0]
    await _verify(talk, case["case_number"], case["query_code"])
    talk.form, talk.slots = None, {"case_number": case["case_number"]}
    changed = await run(ActionCaseQuestion(), talk.tracker("换一个案子", "change_case"))
    assert changed.slots["case_number"] is None and changed.follow_up == "case_form"
    again = await run(ActionCaseQuestion(), talk.tracker("什么时候开庭", "hearing_time_query"))
    assert again.replies == []


async def test_another_number_in_a_question_changes_the_case(
    talk: Talk, cases: list[dict[str, str]]
) -> None:
    await _verify(talk, cases[0]["case_number"], cases[0]["query_code"])
    talk.form, talk.slots = None, {"case_number": cases[0]["case_number"]}
    text = f"{cases[1]['case_number']}什么时候开庭"
    said = await run(ActionCaseQuestion(), talk.tracker(text, "hearing_time_query"))
    assert (said.replies, said.follow_up) == ([], "case_form")
