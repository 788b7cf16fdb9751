"""Demo accounts: one of each role, marked, and never in production."""

from __future__ import annotations

import stat
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.db import Database
from bot.desk import audit
from bot.desk.staff import accounts, demo
from bot.desk.staff.accounts import NewStaff, SignIn
from bot.desk.staff.demo import DemoStaff
from bot.desk.staff.errors import DemoAccountsRefused
from bot.desk.staff.models import Account
from bot.desk.staff.roles import Role

COURT = "京0105"


async def make(database: Database, folder: Path, environment: str = "demo") -> DemoStaff:
    async with database.write() as session:
        return await demo.ensure(session, environment, COURT, folder)


async def sign_in(database: Database, password: str) -> object:
    given = SignIn("demo-agent", password)
    return await accounts.authenticate(database, given, datetime.now(timezone.utc))


async def test_one_of_each_role_is_made_once_and_marked(database: Database, tmp_path: Path) -> None:
    made = await make(database, tmp_path)
    assert made == await make(database, tmp_path)
    assert made.names == [
        ("demo-agent", "座席"),
        ("demo-supervisor", "督办主管"),
        ("demo-editor", "知识编辑"),
        ("demo-auditor", "审计员"),
        ("demo-administrator", "系统管理员"),
    ]
    async with database.read() as session:
        rows = await accounts.of_court(session, COURT)
        acts = [entry.action for entry in await audit.newest(session)]
    assert all(row.demo and row.display_name.startswith("演示") for row in rows)
    assert acts == ["staff.demo"] * 5
    assert isinstance(await sign_in(database, made.password), Account)


async def test_the_password_is_for_the_owner_of_the_folder_alone(
    database: Database, tmp_path: Path
) -> None:
    made = await make(database, tmp_path)
    file = tmp_path / demo.PASSWORD_FILE
    assert file.read_text().strip() == made.password and len(made.password) >= 16
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_lost_password_is_replaced(database: Database, tmp_path: Path) -> None:
    first = await make(database, tmp_path)
    (tmp_path / demo.PASSWORD_FILE).unlink()
    second = await make(database, tmp_path)
    assert await sign_in(database, first.password) == "wrong"
    assert isinstance(await sign_in(database, second.password), Account)


async def test_production_has_none(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DemoAccountsRefused, match="正式环境"):
        await make(database, tmp_path, "production")
    assert not (tmp_path / demo.PASSWORD_FILE).exists()
    async with database.read() as session:
        assert await accounts.of_court(session) == []


async def test_somebodys_own_account_is_not_taken(database: Database, tmp_path: Path) -> None:
    async with database.write() as session:
        own = NewStaff("demo-agent", "王敏", Role.AGENT, COURT)
        await accounts.add(session, own, "很长很难猜到的一个密码")
    with pytest.raises(DemoAccountsRefused, match="不是演示账号"):
        await make(database, tmp_path)
