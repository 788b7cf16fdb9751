"""The ledger: what matches, what only looks like it, and what nobody learns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select

from bot.cases.access import Subject
from bot.cases.dispatch.ledger import Finding, Fingerprint, Ledger, Recipient, Verdict
from bot.cases.identity import Hasher
from bot.cases.models import CourtOffice, Dispatch
from bot.cases.vocabulary import DispatchKind, Sealed
from bot.db import Base, Database
from bot.migrations import upgrade
from tests.unit.cases.case_factories import KEY, NOW, put, record
from tests.unit.cases.dispatch_factories import AS_OF, LINK, PHONE, TEXT, dispatch, send

NUMBER = "（2026）京0105民初12345号"
COURT = "北京市朝阳区人民法院"
ME = Subject("conversation", "client")


@pytest.fixture
def ledger(database: Database, hasher: Hasher) -> Ledger:
    """A ledger over the database of the test."""
    return Ledger(database, hasher)


@pytest.fixture
async def sent(database: Database, hasher: Hasher) -> None:
    """One case, and one message of the court in it."""
    await put(database, hasher, record())
    await send(database, hasher, dispatch())


async def check(
    ledger: Ledger, text: str, phone: str | None = PHONE, subject: Subject = ME, **options: Any
) -> Verdict:
    """Check a text for the phone it came to."""
    recipient = ledger.recipient(phone) if phone else None
    message = Fingerprint.loads(ledger.fingerprint(text, **options).dumps())
    return await ledger.check(message, recipient, subject, NOW)


async def finding(ledger: Ledger, text: str, phone: str | None = PHONE, **options: Any) -> Finding:
    """Return the finding alone."""
    return (await check(ledger, text, phone, **options)).finding


@pytest.mark.usefixtures("sent")
class TestMatches:
    """Messages that the court sent."""

    @pytest.mark.parametrize(
        "phone", ["1234", PHONE, "1000000 1234", "+86 10000001234", "１２３４"]
    )
    async def test_the_same_message_to_the_same_phone(self, ledger: Ledger, phone: str) -> None:
        verdict = await check(ledger, TEXT, phone)
        other_domain = "网址不是 gov.cn 结尾的，我核实不了是谁的网站"
        assert [sign.reason for sign in verdict.signs] == [other_domain]
        assert verdict == Verdict(
            finding=Finding.SENT_BY_COURT,
            signs=verdict.signs,
            kind=DispatchKind.SMS,
            exact=True,
            tail="1234",
            as_of=AS_OF,
            court=COURT,
            links=True,
        )

    @pytest.mark.parametrize(
        "text",
        [
            f"我收到这条短信：{TEXT}是真的吗？",
            f"{TEXT} 帮我查一下真假",
            f"短信说「{TEXT}」，我没敢点，这是不是骗子",
            f"收到短信\n{TEXT}\n是真的吗",
            TEXT.replace("，", ",").replace("（", "(").replace("）", ")"),
            TEXT.replace("请点击 ", "请 点击"),
            TEXT.replace("案件", "案\u200b件"),
            f"12368发来的：{TEXT}",
        ],
    )
    async def test_however_it_was_copied(self, ledger: Ledger, text: str) -> None:
        verdict = await check(ledger, text)
        assert (verdict.finding, verdict.exact) == (Finding.SENT_BY_COURT, True)

    @pytest.mark.parametrize(
        "text",
        [
            f"{NUMBER}，链接 {LINK}，是法院的吗",
            f"{NUMBER} demo.example/s/20261120",
            f"12368给我发短信，案号是{NUMBER}，真的假的",
        ],
    )
    async def test_case_number_with_link_or_sender(self, ledger: Ledger, text: str) -> None:
        verdict = await check(ledger, text)
        assert (verdict.finding, verdict.exact) == (Finding.SENT_BY_COURT, False)

    async def test_the_published_phone_of_the_court_is_told(
        self, ledger: Ledger, database: Database
    ) -> None:
        async with database.write() as session:
            session.add(CourtOffice(court_code=KEY.court_code, phone="010-00000000"))
        assert (await check(ledger, TEXT)).court_phone == "010-00000000"


@pytest.mark.usefixtures("sent")
class TestNearMisses:
    """Messages that the court did not send."""

    @pytest.mark.parametrize(
        "text",
        [
            TEXT.replace("20261120", "20261121"),
            TEXT.replace("demo.example", "demo-example.com"),
            TEXT.replace("/s/20261120", ""),
            TEXT.replace("12345号", "12346号"),
            TEXT.replace("京0105", "京0106"),
            TEXT + "请先看 http://other.example/x 。",
            f"{TEXT}请联系王法官13800000000办理。",
            f"{TEXT}请先交5000元。",
            f"{NUMBER} 13800000000 说是法院的，让我去拿传票",
            f"{NUMBER} https://demo.example/s/20261120 和 https://demo.example/other",
        ],
    )
    async def test_something_was_changed(self, ledger: Ledger, text: str) -> None:
        verdict = await check(ledger, text.replace("12368", ""))
        assert verdict.finding is Finding.NOT_FOUND
        assert (verdict.kind, verdict.exact) == (None, False)

    async def test_a_word_added_to_a_true_message_is_no_exact_match(self, ledger: Ledger) -> None:
        verdict = await check(ledger, f"{TEXT}请于今日到阳光小区三号楼领取原件。")
        assert (verdict.finding, verdict.exact) == (Finding.SENT_BY_COURT, False)

    @pytest.mark.parametrize("phone", ["1235", "10000011234"])
    async def test_another_phone(self, ledger: Ledger, phone: str) -> None:
        assert await finding(ledger, TEXT, phone) is Finding.NOT_FOUND

    async def test_a_case_number_alone_tells_nothing(self, ledger: Ledger) -> None:
        text = f"{NUMBER} 这个案号是真的吗"
        assert await finding(ledger, text) is Finding.NOTHING_TO_COMPARE

    async def test_a_link_alone_is_never_confirmed(self, ledger: Ledger) -> None:
        assert await finding(ledger, LINK) is Finding.NOTHING_TO_COMPARE
        assert await finding(ledger, LINK, pasted=True) is Finding.NOT_FOUND

    async def test_an_official_domain_confirms_nothing(
        self, database: Database, hasher: Hasher
    ) -> None:
        own = Ledger(database, hasher, official=("demo.example",))
        text = f"【{COURT}】{NUMBER} 请点击 https://demo.example/unknown 查看。"
        verdict = await check(own, text)
        assert (verdict.finding, verdict.signs) == (Finding.NOT_FOUND, ())

    @pytest.mark.parametrize(
        "extra",
        ["请把钱转到安全账户。", "请将短信验证码告诉法官。", "不处理马上上门抓人。"],
    )
    async def test_a_match_with_signs_of_fraud_is_a_warning(
        self, ledger: Ledger, extra: str
    ) -> None:
        verdict = await check(ledger, TEXT + extra)
        assert (verdict.finding, verdict.kind) == (Finding.FRAUD_SIGNS, None)

    async def test_a_message_of_tomorrow(
        self, ledger: Ledger, database: Database, hasher: Hasher
    ) -> None:
        later = dispatch(
            text="【测试法院】明天才会发出的一条很长的短信。", sent_at=NOW + timedelta(1)
        )
        await send(database, hasher, later)
        assert await finding(ledger, later.text) is Finding.NOT_FOUND


class TestPrivacy:
    """What nobody learns who is not the recipient."""

    @pytest.mark.usefixtures("sent")
    async def test_without_the_phone_sent_and_unsent_look_alike(self, ledger: Ledger) -> None:
        unsent = TEXT.replace("受理", "应诉")
        assert await check(ledger, TEXT, None) == await check(ledger, unsent, None)
        assert await finding(ledger, TEXT, None) is Finding.PHONE_NEEDED

    @pytest.mark.usefixtures("sent")
    async def test_a_wrong_phone_looks_like_an_unsent_message(self, ledger: Ledger) -> None:
        unsent = await check(ledger, TEXT.replace("受理", "应诉").replace(LINK, ""), "9999")
        wrong = await check(ledger, TEXT.replace(LINK, ""), "9999")
        assert wrong == unsent

    async def test_a_sealed_case_is_not_confirmed(
        self, ledger: Ledger, database: Database, hasher: Hasher
    ) -> None:
        await put(database, hasher, record(sealed=Sealed.MINORS))
        await send(database, hasher, dispatch())
        assert await finding(ledger, TEXT) is Finding.NOT_FOUND

    async def test_a_case_that_is_not_known_is_not_confirmed(
        self, ledger: Ledger, database: Database, hasher: Hasher
    ) -> None:
        await send(database, hasher, dispatch())
        assert await finding(ledger, TEXT) is Finding.NOT_FOUND

    @pytest.mark.usefixtures("sent")
    async def test_five_wrong_phones_lock_even_for_the_right_one(self, ledger: Ledger) -> None:
        for tail in ("0001", "0002", "0003", "0004", "0005"):
            assert await finding(ledger, TEXT, tail) is Finding.NOT_FOUND
        assert await finding(ledger, TEXT) is Finding.LOCKED
        elsewhere = await check(ledger, TEXT, subject=Subject("another", "elsewhere"))
        assert elsewhere.finding is Finding.LOCKED

    @pytest.mark.usefixtures("sent")
    async def test_a_lock_ends(self, ledger: Ledger) -> None:
        for tail in ("0001", "0002", "0003", "0004", "0005"):
            await finding(ledger, TEXT, tail)
        message = ledger.fingerprint(TEXT)
        later = NOW + timedelta(minutes=31)
        verdict = await ledger.check(message, ledger.recipient("1234"), ME, later)
        assert verdict.finding is Finding.SENT_BY_COURT

    @pytest.mark.usefixtures("sent")
    async def test_a_lock_hides_no_warning(self, ledger: Ledger) -> None:
        for tail in ("0001", "0002", "0003", "0004", "0005"):
            await finding(ledger, TEXT, tail)
        assert await finding(ledger, "把钱转到安全账户") is Finding.FRAUD_SIGNS

    async def test_the_table_holds_no_number_link_or_text(
        self, database: Database, hasher: Hasher
    ) -> None:
        await send(database, hasher, dispatch(sender="010-00000123"))
        async with database.read() as session:
            row = (await session.execute(select(Dispatch.__table__))).mappings().one()
        plain = {name: value for name, value in row.items() if isinstance(value, str)}
        assert plain == {
            "court_code": "京0105",
            "type_code": "民初",
            "sender_tail": "0123",
            "recipient_tail": "1234",
            "link_host": "demo.example",
            "title": "受理通知书",
        }
        hashes = [value for value in row.values() if isinstance(value, bytes)]
        assert [len(value) for value in hashes] == [16] * 5 and len(set(hashes)) == 5

    async def test_a_fingerprint_holds_no_word_of_the_message(self, ledger: Ledger) -> None:
        kept = ledger.fingerprint(f"{TEXT}王小明，电话13800000000，交5000元").dumps()
        for secret in ("王小明", "13800000000", "demo.example", "受理", "5000"):
            assert secret not in kept
        assert NUMBER in kept

    def test_another_key_gives_other_hashes(self, database: Database, hasher: Hasher) -> None:
        one, other = Ledger(database, hasher), Ledger(database, Hasher("another key"))
        here, there = one.fingerprint(TEXT), other.fingerprint(TEXT)
        assert set(here.texts).isdisjoint(there.texts) and set(here.links).isdisjoint(there.links)


class TestLedgerItself:
    """Whether there is one, how fresh it is, and that it only grows."""

    async def test_without_a_ledger_it_says_so_and_asks_for_no_phone(self, ledger: Ledger) -> None:
        message = ledger.fingerprint(TEXT)
        assert await ledger.needs_recipient(message) is False
        assert await finding(ledger, TEXT) is Finding.NO_LEDGER

    @pytest.mark.usefixtures("sent")
    @pytest.mark.parametrize(
        ("text", "needed"),
        [(TEXT, True), (f"{TEXT}请转账到安全账户", False), ("0571-88880000是法院的吗", False)],
    )
    async def test_the_phone_is_asked_only_where_it_matters(
        self, ledger: Ledger, text: str, needed: bool
    ) -> None:
        assert await ledger.needs_recipient(ledger.fingerprint(text)) is needed

    async def test_the_same_row_is_stored_once(self, database: Database, hasher: Hasher) -> None:
        again = dispatch(recipient="+86 1000000-1234")
        assert await send(database, hasher, dispatch(), again) == 1
        assert await send(database, hasher, dispatch()) == 0
        assert await send(database, hasher, dispatch(title="传票")) == 1

    async def test_a_call_without_link_or_text(
        self, ledger: Ledger, database: Database, hasher: Hasher
    ) -> None:
        await put(database, hasher, record())
        call = dispatch(kind=DispatchKind.CALL, sender="010-00000123", link="", text="", title="")
        await send(database, hasher, call)
        verdict = await check(ledger, f"01000000123打来说{NUMBER}的事")
        assert (verdict.finding, verdict.kind) == (Finding.SENT_BY_COURT, DispatchKind.CALL)

    @pytest.mark.parametrize(
        ("text", "recipient"),
        [
            ("1234", Recipient("1234")),
            ("尾号１２３４", Recipient("1234")),
            ("12345", None),
            ("没有", None),
            ("", None),
            ("01088880000", None),
        ],
    )
    def test_the_answer_to_the_question_for_the_phone(
        self, ledger: Ledger, text: str, recipient: Recipient | None
    ) -> None:
        assert ledger.recipient(text) == recipient

    def test_a_whole_number_is_kept_as_hash_and_tail(self, ledger: Ledger, hasher: Hasher) -> None:
        found = ledger.recipient("我的手机是13800001234")
        assert found is not None
        assert found == Recipient("1234", hasher.dispatched("phone", "13800001234").hex())
        assert Recipient.loads(found.dumps()) == found

    async def test_the_migration_makes_the_table_of_the_model(self, empty: Database) -> None:
        await upgrade(empty)

        def differences(connection: Connection) -> list[Any]:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, Base.metadata)
            return [one for one in found if "dispatches" in repr(one)]

        async with empty.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
