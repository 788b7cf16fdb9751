"""``staff`` and ``audit``: accounts of the console, and the proof that its log is whole."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands.database import opened
from bot.commands.terminal import fail, failures_in_words
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.staff import accounts, sessions
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.errors import StaffError
from bot.desk.staff.roles import ROLE_NAMES, Role
from bot.migrations import upgrade
from bot.settings import settings
from bot.supervisor.stopping import run_until_stopped

ACTOR = "command line"
_T = TypeVar("_T")


def add(name: str, role: Role, court: str, display_name: str) -> None:
    """Add an account; its password is the first line of standard input."""
    password = _password()
    new = NewStaff(name, display_name or name, role, court)

    async def work(session: AsyncSession) -> None:
        await accounts.add(session, new, password)
        await audit.write(
            session, Act(ACTOR, "staff.add", court, f"staff:{name}", detail={"role": role.value})
        )

    _written(work)
    Console().print(f"已添加账号 {name}（{ROLE_NAMES[role]}，{court}）。", highlight=False)


def set_password(name: str) -> None:
    """Give an account another password, from standard input; its sessions end."""
    password = _password()

    async def work(session: AsyncSession) -> None:
        await accounts.change_password(session, name, password)
        await sessions.end_all(session, name)
        account = await accounts.by_name(session, name)
        await audit.write(
            session, Act(ACTOR, "staff.password", account.court_code, f"staff:{name}")
        )

    _written(work)
    Console().print(f"账号 {name} 已换密码，登录过的地方都已退出。", highlight=False)


def set_active(name: str, active: bool) -> None:
    """Close an account, or open it again."""

    async def work(session: AsyncSession) -> None:
        await accounts.set_active(session, name, active)
        if not active:
            await sessions.end_all(session, name)
        account = await accounts.by_name(session, name)
        action = "staff.open" if active else "staff.close"
        await audit.write(session, Act(ACTOR, action, account.court_code, f"staff:{name}"))

    _written(work)
    Console().print(f"账号 {name} 已{'启用' if active else '停用'}。", highlight=False)


def require_one_time_code(name: str) -> None:
    """Ask an account for one-time codes from now on, and print the address to be scanned."""
    made: list[str] = []

    async def work(session: AsyncSession) -> None:
        made.append(await accounts.require_one_time_code(session, name))
        account = await accounts.by_name(session, name)
        await audit.write(session, Act(ACTOR, "staff.totp", account.court_code, f"staff:{name}"))

    _written(work)
    sys.stdout.write(f"{made[0]}\n")


def show() -> None:
    """Print the accounts of every court."""
    table = Table("账号", "姓名", "角色", "法院", "动态口令", "状态", box=None)

    async def work(session: AsyncSession) -> None:
        for row in await accounts.of_court(session):
            table.add_row(
                *(row.name, row.display_name, ROLE_NAMES[Role(row.role)], row.court_code),
                *("有" if row.totp_secret else "无", "启用" if row.active else "停用"),
            )

    _read(work)
    Console().print(table if table.row_count else "还没有账号：python -m bot staff add …")


def verify(head: str) -> None:
    """Check the audit log; ``head`` is a check value noted earlier, or empty."""

    async def work(session: AsyncSession) -> None:
        broken = await audit.first_broken(session)
        if broken is not None:
            fail(f"审计日志在第 {broken.number} 条断开：{broken.why}。")
        if head and not await audit.has_hash(session, head):
            fail(f"审计日志里没有校验值 {head}：记下它以后，日志被整个换过。")
        number, last = await audit.head(session)
        sys.stdout.write(f"审计日志完整，共 {number} 条。最后的校验值：{last or '（无）'}\n")

    _read(work)


def _password() -> str:
    if sys.stdin.isatty():
        sys.stderr.write("密码（输入一行后回车）：")
        sys.stderr.flush()
    return sys.stdin.readline().rstrip("\r\n")


def _written(work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    _run(work, write=True)


def _read(work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    _run(work, write=False)


def _run(work: Callable[[AsyncSession], Awaitable[None]], *, write: bool) -> None:
    async def run() -> None:
        async with opened(settings()) as database:
            await upgrade(database)
            async with database.write() if write else database.read() as session:
                await work(session)

    with failures_in_words():
        try:
            run_until_stopped(run)
        except StaffError as error:
            fail(str(error))
