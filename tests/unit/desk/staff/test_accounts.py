"""Accounts: who proves to be who, and what happens to those who guess."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pyotp
import pytest

from bot.db import Database
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff, SignIn
from bot.desk.staff.errors import BadName, BadPassword, NameTaken, StaffError, UnknownStaff
from bot.desk.staff.models import Account
from bot.desk.staff.roles import Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
PASSWORD = "北京的春天 2026"


async def _add(database: Database, name: str = "wang") -> None:
    async with database.write() as session:
        new = NewStaff(name, "王某", Role.AGENT, "京0105")
        await accounts.add(session, new, PASSWORD)


async def _try(
    database: Database,
    password: str = PASSWORD,
    code: str = "",
    at: datetime = NOW,
    name: str = "wang",
) -> str:
    found = await accounts.authenticate(database, SignIn(name, password, code), at)
    return found.name if isinstance(found, Account) else found


async def test_the_right_password_opens_and_is_nowhere_kept(database: Database) -> None:
    await _add(database)
    async with database.read() as session:
        account = await accounts.by_name(session, "wang")
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in account.password_hash
    assert await _try(database) == "wang"


async def test_wrong_name_and_wrong_password_fail_alike(database: Database) -> None:
    await _add(database)
    assert await _try(database, "not the password") == "wrong"
    assert await _try(database, name="nobody") == "wrong"
    assert await _try(database, "x" * 1_000_000) == "wrong"


async def test_five_failures_lock_even_for_the_right_password(database: Database) -> None:
    await _add(database)
    tries = [await _try(database, "not the password") for _ in range(5)]
    assert tries == ["wrong"] * 4 + ["locked"]
    assert await _try(database) == "locked"
    assert await _try(database, at=NOW + accounts.LOCKED_FOR - timedelta(seconds=1)) == "locked"
    assert await _try(database, at=NOW + accounts.LOCKED_FOR) == "wang"


async def test_a_success_forgets_failures(database: Database) -> None:
    await _add(database)
    for _ in range(3):
        await _try(database, "not the password")
        await _try(database, "not the password")
        assert await _try(database) == "wang"


async def test_a_closed_account_does_not_open(database: Database) -> None:
    await _add(database)
    async with database.write() as session:
        await accounts.set_active(session, "wang", False)
    assert await _try(database) == "wrong"
    async with database.write() as session:
        await accounts.set_active(session, "wang", True)
    assert await _try(database) == "wang"


async def test_a_one_time_code_counts_once_and_within_its_time(database: Database) -> None:
    await _add(database)
    async with database.write() as session:
        address = await accounts.require_one_time_code(session, "wang")
    totp = pyotp.parse_uri(address)
    assert isinstance(totp, pyotp.TOTP)
    code = totp.at(NOW)
    assert await _try(database) == "wrong"
    assert await _try(database, code="123456" if code != "123456" else "654321") == "wrong"
    assert await _try(database, "not the password", code) == "wrong"
    assert await _try(database, code=code) == "wang"
    assert await _try(database, code=code) == "wrong"
    later = NOW + timedelta(seconds=30)
    assert await _try(database, code=totp.at(later), at=later) == "wang"
    much_later = later + timedelta(minutes=2)
    assert await _try(database, code=totp.at(later), at=much_later) == "wrong"


async def test_a_new_password_replaces_the_old_one(database: Database) -> None:
    await _add(database)
    async with database.write() as session:
        await accounts.change_password(session, "wang", "another good one")
    assert await _try(database) == "wrong"
    assert await _try(database, "another good one") == "wang"


@pytest.mark.parametrize(
    ("name", "display_name", "court", "password", "error"),
    [
        ("Wang", "王某", "京0105", PASSWORD, BadName),
        ("w", "王某", "京0105", PASSWORD, BadName),
        ("wang<b>", "王某", "京0105", PASSWORD, BadName),
        ("wang", " ", "京0105", PASSWORD, BadName),
        ("wang", "王" * 33, "京0105", PASSWORD, BadName),
        ("wang", "王某", "京9999", PASSWORD, BadName),
        ("wang", "王某", "京0105", "short", BadPassword),
        ("wang", "王某", "京0105", "x" * 129, BadPassword),
        ("wang", "王某", "京0105", "wang123456789", BadPassword),
        ("wang", "王某", "京0105", "1212121212", BadPassword),
    ],
)
async def test_what_is_no_account_is_refused_with_a_sentence(
    database: Database,
    name: str,
    display_name: str,
    court: str,
    password: str,
    error: type[StaffError],
) -> None:
    async with database.write() as session:
        with pytest.raises(error, match="。"):
            await accounts.add(session, NewStaff(name, display_name, Role.AGENT, court), password)
        assert await accounts.of_court(session) == []


async def test_a_name_is_given_once(database: Database) -> None:
    await _add(database)
    with pytest.raises(NameTaken, match="wang"):
        await _add(database)


async def test_unknown_accounts_are_named(database: Database) -> None:
    async with database.write() as session:
        with pytest.raises(UnknownStaff, match="没有账号 li"):
            await accounts.change_password(session, "li", PASSWORD)


async def test_a_court_lists_its_own(database: Database) -> None:
    await _add(database)
    async with database.write() as session:
        await accounts.add(session, NewStaff("li", "李某", Role.EDITOR, "沪0101"), PASSWORD)
        everyone = await accounts.of_court(session)
        own = await accounts.of_court(session, "沪0101")
    assert [row.name for row in everyone] == ["wang", "li"]
    assert [row.name for row in own] == ["li"]
