"""Accounts of the demo: one of each role, marked as such, with a password of this machine's own.

They are for trying the console. Nothing makes them in production, and signing in with one is
refused there, should a demo database ever get that far.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.staff import accounts, sessions
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.errors import DemoAccountsRefused
from bot.desk.staff.models import Account
from bot.desk.staff.roles import ROLE_NAMES, Role

ACTOR = "demo"
PASSWORD_FILE = "demo_staff_password"
_NAME = "demo-{}"


@dataclass(frozen=True)
class DemoStaff:
    """The accounts' names with their roles' names, and the one password of all."""

    password: str
    names: Sequence[tuple[str, str]]


async def ensure(
    session: AsyncSession, environment: str, court_code: str, folder: Path
) -> DemoStaff:
    """Make the demo accounts of a court where they are missing; return how to sign in.

    The password is random, made once, and kept in ``folder`` for its owner alone to read. The
    caller's transaction writes.

    Raises:
        DemoAccountsRefused: it is production, or an account of that name is not a demo one.
    """
    if environment == "production":
        raise DemoAccountsRefused("正式环境（ENVIRONMENT=production）没有演示账号。")
    password, is_new = _password(folder / PASSWORD_FILE)
    for role in Role:
        new = NewStaff(_NAME.format(role.value), f"演示{ROLE_NAMES[role]}", role, court_code, True)
        await _ensure(session, new, password, is_new)
    return DemoStaff(password, [(_NAME.format(role.value), ROLE_NAMES[role]) for role in Role])


async def _ensure(session: AsyncSession, new: NewStaff, password: str, is_new: bool) -> None:
    found = await session.get(Account, new.name)
    if found is None:
        await accounts.add(session, new, password)
    elif not found.demo:
        raise DemoAccountsRefused(f"账号 {new.name} 已经有了，而且不是演示账号。")
    elif is_new:
        # The file was lost, and with it the old password.
        await accounts.change_password(session, new.name, password)
        await sessions.end_all(session, new.name)
    else:
        return
    await audit.write(session, Act(ACTOR, "staff.demo", new.court_code, f"staff:{new.name}"))


def _password(file: Path) -> tuple[str, bool]:
    """Return the password kept in a file, and whether it was made just now."""
    try:
        return file.read_text(encoding="ascii").strip(), False
    except FileNotFoundError:
        pass
    password = secrets.token_urlsafe(12)
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
        writing.write(f"{password}\n")
    return password, True
