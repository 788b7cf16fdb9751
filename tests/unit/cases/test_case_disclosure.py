"""The disclosure policy, case by case (facts: service-rules, section 5)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.cases.disclosure import NOT_RECEIVED, CaseFile, Policy
from bot.cases.grants import Grant
from bot.cases.identity import Hasher
from bot.cases.models import (
    Case,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    Party,
    StaffMember,
)
from bot.cases.records import CaseRecord, EnforcementRecord, StaffRecord
from bot.cases.rows import COLUMNS, RowMaker, Rows, staff_id
from bot.cases.timeline import TimelineEntry
from bot.cases.views import (
    CaseView,
    Contact,
    EnforcementView,
    MeasureView,
    NextHearing,
    Service,
    Step,
)
from bot.cases.vocabulary import (
    Decision,
    HearingState,
    Level,
    Procedure,
    Role,
    Sealed,
    Side,
    Stage,
)
from bot.court.zone import CHINA
from tests.unit.cases.case_factories import (
    KEY,
    NOW,
    decided,
    defendant,
    enforced,
    hearing,
    plaintiff,
    record,
)

AS_OF = NOW - timedelta(hours=2)


def file_of(made: CaseRecord) -> CaseFile:
    """Return the file of a record as it would come out of the database."""
    rows: Rows = {model: [] for model in COLUMNS}
    RowMaker(Hasher("k"), 1, NOW).add(rows, made)

    def all_of(model: Any) -> list[Any]:
        return [model(**dict(zip(COLUMNS[model], row, strict=True))) for row in rows[model]]

    staff = {member.staff_id: member for member in all_of(StaffMember)}
    return CaseFile(
        case=all_of(Case)[0],
        parties=tuple(all_of(Party)),
        timeline=tuple(made.timeline),
        hearings=tuple(all_of(Hearing)),
        measures=tuple(all_of(EnforcementMeasure)),
        enforcement=next(iter(all_of(EnforcementState)), None),
        judge=staff.get(staff_id(made.judge)),
        clerk=staff.get(staff_id(made.clerk)),
        as_of=AS_OF,
    )


def grant_of(made: CaseRecord, seq: int = 1, **changes: Any) -> Grant:
    """Return a grant in force for a party of the record."""
    role = made.parties[seq - 1].role
    expires = NOW + timedelta(hours=1)
    return replace(Grant(made.key, Level.CONVERSATION, role, seq, expires), **changes)


def seen(made: CaseRecord, seq: int = 1, now: datetime = NOW) -> CaseView:
    """Return what a party of the record is shown."""
    view = Policy(now).view(file_of(made), grant_of(made, seq))
    assert view is not None
    return view


def steps(view: CaseView) -> list[tuple[str, str, str]]:
    """Return stage, note and state of each step."""
    return [(step.stage, step.note, step.state) for step in view.timeline]


def test_the_whole_view_of_a_case_that_will_be_heard() -> None:
    assert seen(record()) == CaseView(
        key=KEY,
        number="（2026）京0105民初12345号",
        court="北京市朝阳区人民法院",
        cause="民间借贷纠纷",
        procedure="简易程序",
        filed_on=date(2026, 9, 1),
        stage="送达诉讼材料",
        role="原告",
        party="张**",
        timeline=(
            Step(date(2026, 9, 1), "立案", "", "done"),
            Step(date(2026, 9, 3), "分案", "", "done"),
            Step(date(2026, 9, 7), "送达诉讼材料", "副本已送达", "current"),
            Step(date(2026, 12, 2), "开庭", "第三法庭", "expected"),
            Step(None, "合议", "", "expected"),
            Step(None, "宣判", "", "expected"),
            Step(None, "送达裁判文书", "", "expected"),
            Step(None, "裁判生效", "", "expected"),
            Step(None, "归档", "", "expected"),
        ),
        judge=Contact("王文清", "010-00000123"),
        clerk=Contact("李书瑶", "010-00000124"),
        next_hearing=NextHearing(
            datetime(2026, 12, 2, 9, 30, tzinfo=CHINA),
            "第三法庭",
            "北京市示范路1号",
            "地铁示范路站A口",
        ),
        result=None,
        what_next="下一步是开庭，时间是12月2日09:30。",
        to_do="请按时到庭，带好身份证件和证据原件。确实来不了，请尽早书面申请延期并附上证明。",
        services=(),
        enforcement=None,
        as_of=AS_OF,
    )


@pytest.mark.parametrize("reason", [reason for reason in Sealed if reason is not Sealed.OPEN])
@pytest.mark.parametrize("made", [record, decided, enforced])
def test_a_sealed_case_gives_nothing(made: Any, reason: Sealed) -> None:
    case = made(sealed=reason)
    assert Policy(NOW).view(file_of(case), grant_of(case)) is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": KEY._replace(serial=1)}, id="another case"),
        pytest.param({"expires_at": NOW}, id="expired"),
        pytest.param({"level": Level.ANYONE}, id="nobody in particular"),
        pytest.param({"party_seq": 7}, id="no such party"),
        pytest.param({"role": Role.DEFENDANT}, id="another role than then"),
    ],
)
def test_a_grant_that_does_not_fit_gives_nothing(changes: dict[str, Any]) -> None:
    assert Policy(NOW).view(file_of(record()), grant_of(record(), **changes)) is None


@pytest.mark.parametrize(
    ("party", "shown"),
    [
        (plaintiff(), True),
        (plaintiff(opened_on=None), False),
        (plaintiff(opened_on=date(2026, 11, 24)), True),
        (plaintiff(opened_on=date(2026, 11, 25)), False),
        (plaintiff(left_on=date(2026, 11, 25)), True),
        (plaintiff(left_on=date(2026, 11, 24)), False),
    ],
)
def test_a_party_sees_the_case_from_service_until_leaving(party: Any, shown: bool) -> None:
    case = record(parties=[party])
    assert (Policy(NOW).view(file_of(case), grant_of(case)) is not None) is shown


def test_who_received_the_judgment_is_told_the_result() -> None:
    view = seen(decided())
    assert (view.result, view.stage) == ("支持原告的部分诉讼请求", "送达裁判文书")
    assert steps(view)[2:4] == [
        ("宣判", "支持部分请求", "done"),
        ("送达裁判文书", "", "current"),
    ]
    assert view.timeline[3].on == date(2026, 11, 12)


def test_who_has_not_received_it_is_told_only_that_it_is_on_its_way() -> None:
    view = seen(decided(), 2)
    assert (view.result, view.stage) == (None, "宣判")
    assert steps(view)[2] == ("宣判", NOT_RECEIVED, "current")
    assert [step for step in view.timeline if step.state != "expected"][-1].stage == "宣判"
    assert "支持" not in repr(view)
    assert (view.what_next, view.to_do) == (
        "法院会把裁判文书送达给您。",
        "请留意法院的送达通知，收到文书后就能查结果。",
    )


@pytest.mark.parametrize("stage", [Stage.APPEALED, Stage.EFFECTIVE, Stage.ARCHIVED])
def test_nothing_after_the_decision_is_told_before_it_is_received(stage: Stage) -> None:
    later = TimelineEntry(date(2026, 11, 20), stage, "对方上诉")
    case = decided()
    case.timeline = [*case.timeline, later]
    assert all(step.on is None for step in seen(case, 2).timeline[3:])
    assert seen(case, 1).stage == stage.label


def test_each_party_is_told_its_own_day_of_service() -> None:
    parties = [
        plaintiff(judgment_served_on=date(2026, 11, 12)),
        defendant(judgment_served_on=date(2026, 11, 14)),
    ]
    case = decided(parties=parties)
    assert [seen(case, seq).timeline[3].on for seq in (1, 2)] == [
        date(2026, 11, 12),
        date(2026, 11, 14),
    ]


@pytest.mark.parametrize(
    ("received", "result"), [(date(2026, 11, 12), "支持原告的部分诉讼请求"), (None, None)]
)
def test_an_agent_knows_what_the_principal_received(
    received: date | None, result: str | None
) -> None:
    lawyer = plaintiff(role=Role.AGENT, name="赵律师", acts_for=1)
    case = decided(parties=[plaintiff(judgment_served_on=received), defendant(), lawyer])
    view = seen(case, 3)
    assert (view.role, view.result) == ("诉讼代理人", result)


ORDERED = TimelineEntry(date(2026, 9, 10), Stage.PRESERVATION, "冻结账户", 1, False)
CARRIED_OUT = TimelineEntry(date(2026, 9, 12), Stage.PRESERVATION, "保全措施已实施", 1, True)


@pytest.mark.parametrize(
    ("entry", "seq", "shown"),
    [
        (ORDERED, 1, [("财产保全", "正在办理，具体情况请联系承办人", "current")]),
        (ORDERED, 2, []),
        (ORDERED, 3, []),
        (ORDERED, 4, [("财产保全", "正在办理，具体情况请联系承办人", "current")]),
        (ORDERED, 5, []),
        (CARRIED_OUT, 1, [("财产保全", "保全措施已实施", "current")]),
        (CARRIED_OUT, 2, [("财产保全", "保全措施已实施", "current")]),
    ],
)
def test_preservation_is_hidden_from_the_other_side_until_carried_out(
    entry: TimelineEntry, seq: int, shown: list[tuple[str, str, str]]
) -> None:
    parties = [
        plaintiff(),
        defendant(),
        plaintiff(role=Role.THIRD_PARTY),
        plaintiff(role=Role.AGENT, acts_for=1),
        plaintiff(role=Role.AGENT, acts_for=2),
    ]
    case = record(parties=parties)
    case.timeline = [*case.timeline, entry]
    view = seen(case, seq)
    assert [step for step in steps(view) if step[0] == "财产保全"] == shown
    if not shown:
        assert view.stage == "送达诉讼材料"


def test_the_creditor_is_told_what_was_done_and_no_plans() -> None:
    view = seen(enforced())
    assert view.enforcement == EnforcementView(
        measures=(
            MeasureView("网络查询财产", date(2026, 9, 20), None),
            MeasureView("查封车辆", date(2026, 9, 25), "小型轿车一辆"),
        ),
        claim_fen=50_000_000,
        recovered_fen=1_000_000,
        paid_out_fen=500_000,
        terminated_on=None,
        resume=None,
    )
    assert (view.stage, steps(view)[2]) == ("财产查控", ("财产查控", "已网络查控", "current"))


def test_the_debtor_is_told_neither_searches_nor_plans_nor_property() -> None:
    view = seen(enforced(), 2)
    assert view.enforcement is not None
    assert view.enforcement.measures == (MeasureView("查封车辆", date(2026, 9, 25), None),)
    assert steps(view) == [("立案", "", "done"), ("发出执行通知", "", "current")]
    assert (view.stage, view.what_next) == ("发出执行通知", "法院会依法继续办理执行。")
    assert not any(word in repr(view) for word in ("查控", "拍卖", "轿车"))


@pytest.mark.parametrize(
    ("seq", "advice"),
    [
        (
            1,
            "发现被执行人有可以执行的财产，可以随时向法院申请恢复执行，不受两年的限制，也不用再交费。",
        ),
        (2, "终结本次执行不等于债务免除。以后发现财产，法院会恢复执行；您也可以主动履行。"),
    ],
)
def test_after_termination_both_are_told_what_holds(seq: int, advice: str) -> None:
    state = EnforcementRecord(50_000_000, 0, 0, date(2026, 11, 20))
    case = enforced(enforcement=state, stage=Stage.TERMINATED)
    case.timeline = [*case.timeline, TimelineEntry(date(2026, 11, 20), Stage.TERMINATED)]
    view = seen(case, seq)
    assert view.enforcement is not None
    assert (view.enforcement.resume, view.to_do) == (advice, advice)
    assert all(step.state != "expected" for step in view.timeline)


def test_a_resumed_enforcement_speaks_no_more_of_resuming() -> None:
    state = EnforcementRecord(1, 0, 0, date(2026, 9, 20), date(2026, 10, 1))
    enforcement = seen(enforced(enforcement=state)).enforcement
    assert enforcement is not None
    assert enforcement.resume is None


@pytest.mark.parametrize("made", [record(), decided(), enforced()])
@pytest.mark.parametrize("seq", [1, 2])
def test_nobody_is_told_anything_of_the_other_person(made: CaseRecord, seq: int) -> None:
    other = made.parties[2 - seq]
    shown = repr(seen(made, seq))
    assert not any(
        part in shown
        for part in (
            other.name,
            other.identity_number,
            other.identity_number[-4:],
            other.query_code,
        )
    )


@pytest.mark.parametrize(
    ("hearings", "expected"),
    [
        ([], None),
        ([hearing(state=HearingState.CANCELLED)], None),
        ([hearing(starts_at=NOW - timedelta(minutes=1))], None),
        (
            [hearing(), hearing(starts_at=NOW + timedelta(hours=1), courtroom="第一法庭")],
            "第一法庭",
        ),
    ],
)
def test_the_next_hearing_is_the_first_that_is_still_to_come(
    hearings: list[Any], expected: str | None
) -> None:
    found = seen(record(hearings=hearings)).next_hearing
    assert (found.courtroom if found else None) == expected


def test_an_archived_case_expects_nothing_more() -> None:
    case = decided()
    case.timeline = [*case.timeline, TimelineEntry(date(2026, 11, 23), Stage.ARCHIVED)]
    assert {step.state for step in seen(case).timeline} == {"done"}


def test_an_unknown_court_and_missing_people_do_no_harm() -> None:
    key = KEY._replace(court_code="京0199")
    view = seen(record(key=key, judge=None, clerk=StaffRecord("李书瑶")))
    assert (view.court, view.judge, view.clerk) == ("京0199", None, Contact("李书瑶", None))


def test_an_old_number_is_shown_as_written() -> None:
    key = KEY._replace(year=2015, type_code="海民初字")
    assert (
        seen(record(key=key, legacy_text="（2015）海民初字第5号")).number == "（2015）海民初字第5号"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [Service("起诉状副本", "answer", date(2026, 9, 7))]),
        ({"key": KEY._replace(type_code="行初")}, []),
        ({"key": KEY._replace(type_code="刑初")}, []),
        (
            {"key": KEY._replace(type_code="民终")},
            [Service("上诉状副本", "appeal_answer", date(2026, 9, 7))],
        ),
    ],
)
def test_the_day_of_the_complaint_is_passed_on_to_the_other_side(
    changes: dict[str, Any], expected: list[Service]
) -> None:
    case = record(**changes)
    assert seen(case, 2).services == tuple(expected)
    assert seen(case, 1).services == ()


@pytest.mark.parametrize(
    ("type_code", "changes", "limit"),
    [
        ("民初", {}, "civil_judgment_appeal"),
        ("知民初", {}, "civil_judgment_appeal"),
        ("行初", {}, "administrative_judgment_appeal"),
        ("刑初", {}, "criminal_judgment_appeal"),
        ("海民初字", {}, "civil_judgment_appeal"),
        ("民初", {"procedure": Procedure.SMALL_CLAIM}, None),
        ("民初", {"decision": Decision.RULING}, None),
        ("民初", {"decision": Decision.MEDIATION}, None),
        ("民终", {}, None),
        ("民再", {}, None),
        ("民申", {}, None),
    ],
)
def test_the_day_of_the_judgment_is_passed_on_with_its_limit(
    type_code: str, changes: dict[str, Any], limit: str | None
) -> None:
    case = decided(key=KEY._replace(type_code=type_code), **changes)
    expected = (Service("判决书", limit, date(2026, 11, 12)),) if limit else ()
    assert seen(case).services == expected


def test_a_victim_may_ask_for_a_protest() -> None:
    victim = plaintiff(role=Role.VICTIM, judgment_served_on=date(2026, 11, 12))
    case = decided(key=KEY._replace(type_code="刑初"), parties=[victim])
    limits = [service.limit for service in seen(case).services]
    assert limits == ["victim_protest_request"]


def test_a_judgment_of_the_supreme_court_cannot_be_appealed() -> None:
    key = KEY._replace(court_code="最高法", type_code="商初")
    view = seen(decided(key=key))
    assert (view.services, "上诉" in view.to_do) == ((), True)
    assert view.to_do == "能不能上诉、多少天内上诉，请看判决书最后写的内容。"


def test_every_limit_that_is_passed_on_is_known() -> None:
    from bot.court.time_limits import limits

    named = {"answer", "appeal_answer", "victim_protest_request", "civil_judgment_appeal"}
    named |= {"criminal_judgment_appeal", "administrative_judgment_appeal"}
    assert named <= set(limits())


def test_a_view_has_no_place_for_numbers_or_addresses_of_people() -> None:
    names = {field.name for field in fields(CaseView)}
    assert not names & {"identity_number", "phone", "address", "parties", "id_hash"}


def test_every_role_has_a_side() -> None:
    begun = {role for role in Role if role.side is Side.INITIATING}
    assert begun == {Role.PLAINTIFF, Role.APPELLANT, Role.APPLICANT, Role.CREDITOR}
