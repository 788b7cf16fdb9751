"""Binding a WeChat user to a litigant, from the page to what it opens and how it ends."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import update

from bot.cases.access import Access
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.models import Binding, Case, Party
from bot.cases.queries import disclosed
from bot.cases.vocabulary import Level, Sealed
from bot.court.case_number import CaseNumber
from bot.desk.addresses import conversation_at
from bot.desk.record import utcnow
from channels.wechat.binding import NO_NUMBER, NOT_SENT, SNAPSHOT, WRONG_CODE, WRONG_PHONE
from channels.wechat.messages import client_of
from tests.functional.wechat import World, settings, world
from tests.unit.cases.case_factories import DEFENDANT_CODE, KEY, NUMBER, PLAINTIFF_CODE, put
from tests.unit.cases.case_factories import plaintiff as plaintiff_of
from tests.unit.cases.case_factories import record as case_record
from tests.unit.cases.dispatch_factories import PHONE, dispatch, send

OTHER = KEY._replace(serial=777)


@dataclass
class Visitor:
    """Somebody with the page open in WeChat."""

    here: World
    web: httpx.AsyncClient
    openid: str

    async def come(self, *, is_snapshot: bool = False) -> httpx.Response:
        """Open the page; WeChat says who it is."""
        asked = await self.web.get("/wechat/bind")
        assert asked.status_code == 303
        query = parse_qs(urlsplit(asked.headers["location"]).query)
        assert query["redirect_uri"] == ["https://court.example/wechat/bind"]
        assert query["scope"] == ["snsapi_base"]
        self.here.api.codes["code-1"] = {"openid": self.openid, "is_snapshotuser": int(is_snapshot)}
        back = await self.web.get(
            "/wechat/bind", params={"code": "code-1", "state": query["state"][0]}
        )
        return back if back.status_code != 303 else await self.web.get("/wechat/bind")

    async def post(self, page: httpx.Response, step: str, **fields: str) -> httpx.Response:
        """Send the form of a page."""
        found = re.search(r'name="token" value="([^"]+)"', page.text)
        token = found[1] if found else ""
        return await self.web.post("/wechat/bind", data={"token": token, "step": step, **fields})

    async def bind(self, code: str = PLAINTIFF_CODE, phone: str = "") -> httpx.Response:
        """Go all the way."""
        page = await self.come()
        asked = await self.post(page, "check", number=NUMBER.text, code=code, phone=phone)
        assert asked.status_code == 200, asked.text
        return await self.post(asked, "confirm", otp=self.sent_code())

    def sent_code(self) -> str:
        """Return the one-time code that arrived in the chat."""
        found = re.search(r"验证码 (\d{6})", self.here.api.texts(self.openid)[-1])
        assert found
        return found[1]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A gateway that knows two cases of one plaintiff."""
    async with world(settings(tmp_path)) as made:
        hasher = Hasher(made.app.state.settings.hash_key.get_secret_value())
        database = made.app.state.gateway.database
        other = case_record(key=OTHER, parties=[plaintiff_of(query_code="99990000")], digest=2)
        await put(database, hasher, case_record(), other)
        yield made


@pytest.fixture
async def visitor(here: World) -> AsyncIterator[Visitor]:
    """A citizen who has written to the account."""
    await here.say("你好")
    async with _browser(here) as web:
        yield Visitor(here, web, "o-one")


def _browser(here: World) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(here.app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://court.example")


def access_of(here: World) -> Access:
    """Return the verifier."""
    hasher = Hasher(here.app.state.settings.hash_key.get_secret_value())
    return Access(here.app.state.gateway.database, hasher)


async def level(here: World, key: CaseKey = KEY, openid: str = "o-one") -> int | None:
    """Return how far a citizen gets with a case without giving a code."""
    database = here.app.state.gateway.database
    async with database.write() as session:
        conversation_id = await conversation_at(session, "wechat", openid)
    number = CaseNumber.parse(key.text)
    client = client_of(here.app.state.settings, openid)
    access = access_of(here)
    await access.revoke(conversation_id)
    grant = await access.grant_for(conversation_id, number, utcnow(), client)
    if grant is None:
        return None
    async with database.read() as session:
        assert await disclosed(session, conversation_id, grant.key, utcnow()) is not None
    assert grant.expires_at - utcnow() <= timedelta(minutes=2)
    return grant.level


async def test_a_bound_citizen_reaches_all_their_cases(here: World, visitor: Visitor) -> None:
    assert await level(here) is None
    done = await visitor.bind()
    assert (done.status_code, NUMBER.text in done.text) == (200, True)
    assert (await level(here), await level(here, OTHER)) == (Level.BOUND, Level.BOUND)
    assert await level(here, openid="o-two") is None
    cases = await access_of(here).bound_cases(client_of(here.app.state.settings, "o-one"), utcnow())
    assert set(cases) == {KEY, OTHER}
    assert PLAINTIFF_CODE not in done.text


async def test_a_binding_is_undone_on_the_page(here: World, visitor: Visitor) -> None:
    await visitor.bind()
    page = await visitor.web.get("/wechat/bind")
    assert NUMBER.text in page.text
    await visitor.post(page, "undo")
    assert await level(here) is None


async def test_leaving_the_account_ends_the_binding(here: World, visitor: Visitor) -> None:
    await visitor.bind()
    await here.post(here.server.event("o-one", "unsubscribe"))
    assert await level(here) is None


async def test_a_binding_expires(here: World, visitor: Visitor) -> None:
    await visitor.bind()
    async with here.app.state.gateway.database.write() as session:
        await session.execute(update(Binding).values(expires_at=utcnow() - timedelta(seconds=1)))
    assert await level(here) is None


@pytest.mark.parametrize(
    "change",
    [
        update(Case).values(sealed=Sealed.MINORS),
        update(Party).values(left_on=utcnow().date()),
        update(Party).values(opened_on=None),
        update(Party).values(id_hash=b"somebody-else---"),
    ],
)
async def test_what_has_changed_since_is_seen(
    here: World, visitor: Visitor, change: object
) -> None:
    await visitor.bind()
    async with here.app.state.gateway.database.write() as session:
        await session.execute(change)
    assert await level(here) is None


async def test_a_party_without_identity_cannot_be_bound(here: World, visitor: Visitor) -> None:
    async with here.app.state.gateway.database.write() as session:
        await session.execute(update(Party).values(id_hash=None))
    page = await visitor.come()
    answer = await visitor.post(page, "check", number=NUMBER.text, code=PLAINTIFF_CODE)
    assert (answer.status_code, "没有您的证件信息" in answer.text) == (400, True)
    assert here.api.sent == []


async def test_a_wrong_code_tells_nothing_and_locks(here: World, visitor: Visitor) -> None:
    page = await visitor.come()
    absent = await visitor.post(page, "check", number=OTHER._replace(serial=1).text, code="1")
    wrong = await visitor.post(page, "check", number=NUMBER.text, code="00000000")
    faults = [re.findall(r"alert\">([^<]+)", each.text)[0] for each in (absent, wrong)]
    told = [re.sub(r"\d 次", "", fault) for fault in faults]
    assert told[0] == told[1]
    for _ in range(3):
        answer = await visitor.post(page, "check", number=NUMBER.text, code="00000000")
    assert "分钟内不能再试" in answer.text
    right = await visitor.post(page, "check", number=NUMBER.text, code=PLAINTIFF_CODE)
    assert "分钟内不能再试" in right.text
    assert here.api.sent == []


async def test_the_one_time_code_is_one_time(here: World, visitor: Visitor) -> None:
    page = await visitor.come()
    asked = await visitor.post(page, "check", number=NUMBER.text, code=PLAINTIFF_CODE)
    code = visitor.sent_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        answer = await visitor.post(asked, "confirm", otp=wrong)
        assert (answer.status_code, WRONG_CODE in answer.text) == (400, True)
    # Five wrong ones, and the right one is void as well.
    assert WRONG_CODE in (await visitor.post(asked, "confirm", otp=code)).text
    assert await level(here) is None


async def test_a_used_code_binds_nobody_again(here: World, visitor: Visitor) -> None:
    await visitor.bind()
    code = visitor.sent_code()
    await visitor.post(await visitor.web.get("/wechat/bind"), "undo")
    page = await visitor.web.get("/wechat/bind")
    assert WRONG_CODE in (await visitor.post(page, "confirm", otp=code)).text
    assert await level(here) is None


async def test_a_snapshot_page_binds_nobody(here: World, visitor: Visitor) -> None:
    page = await visitor.come(is_snapshot=True)
    assert (page.status_code, SNAPSHOT in page.text) == (403, True)
    assert (await visitor.web.get("/wechat/bind")).status_code == 303


async def test_a_phone_must_be_one_the_court_has_written_to(here: World, visitor: Visitor) -> None:
    hasher = Hasher(here.app.state.settings.hash_key.get_secret_value())
    await send(here.app.state.gateway.database, hasher, dispatch())
    page = await visitor.come()
    fields = {"number": NUMBER.text, "code": PLAINTIFF_CODE}
    wrong = await visitor.post(page, "check", **fields, phone="10000009999")
    assert (wrong.status_code, WRONG_PHONE in wrong.text) == (400, True)
    right = await visitor.post(page, "check", **fields, phone=PHONE)
    assert (right.status_code, len(here.api.sent)) == (200, 1)


async def test_a_code_that_cannot_be_sent_is_said(here: World, visitor: Visitor) -> None:
    here.api.script.append(45015)
    page = await visitor.come()
    answer = await visitor.post(page, "check", number=NUMBER.text, code=PLAINTIFF_CODE)
    assert (answer.status_code, NOT_SENT in answer.text) == (400, True)


async def test_forms_of_others_are_refused(here: World, visitor: Visitor) -> None:
    page = await visitor.come()
    assert (await visitor.post(page, "check", number="不是案号", code="1")).text.count(NO_NUMBER)
    async with _browser(here) as other:
        stranger = Visitor(here, other, "o-two")
        assert (await stranger.post(page, "check", number=NUMBER.text)).status_code == 403
        await stranger.come()
        assert (await stranger.post(page, "check", number=NUMBER.text)).status_code == 403
        forged = await other.get("/wechat/bind", params={"code": "x", "state": "y"})
        assert forged.status_code == 200
    no_token = await visitor.web.post("/wechat/bind", data={"step": "undo"})
    huge = await visitor.web.post("/wechat/bind", data={"step": "x" * 5_000})
    assert (no_token.status_code, huge.status_code) == (403, 413)


async def test_the_pages_say_what_they_may(here: World, visitor: Visitor) -> None:
    page = await visitor.come()
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    style = await visitor.web.get("/wechat/bind.css")
    assert style.headers["content-type"].startswith("text/css")


async def test_others_codes_do_not_help(here: World, visitor: Visitor) -> None:
    """The defendant's code binds the defendant, who is no party to the plaintiff's other case."""
    await visitor.bind(DEFENDANT_CODE)
    assert (await level(here), await level(here, OTHER)) == (Level.BOUND, None)
