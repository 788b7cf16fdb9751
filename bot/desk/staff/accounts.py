"""Accounts of staff: adding one, and finding out whether somebody is who they say.

Passwords are kept as Argon2id hashes. A wrong name, a wrong password and a wrong one-time code
fail alike and take alike; five failures lock an account for a while.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court import courts
from bot.db import Database
from bot.desk.record import utcnow
from bot.desk.staff.errors import BadName, BadPassword, NameTaken, UnknownStaff
from bot.desk.staff.models import Account
from bot.desk.staff.roles import Role

ALLOWED_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST, LONGEST = 10, 128
"""Characters of a password."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_STEP = 30


@dataclass(frozen=True)
class NewStaff:
    """Who is added. ``court_code`` is that of the court table, such as 京0105."""

    name: str
    display_name: str
    role: Role
    court_code: str
    demo: bool = False


@dataclass(frozen=True)
class SignIn:
    """What somebody gives to sign in; ``one_time_code`` is empty where the account has none."""

    name: str
    password: str
    one_time_code: str = ""


Failure = Literal["wrong", "locked"]


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to check for names that have no account, so that they take as long."""
    return _hasher().hash("nobody has this password")


async def add(session: AsyncSession, new: NewStaff, password: str) -> Account:
    """Add an account.

    Raises:
        BadName, BadPassword: not accepted, with the reason.
        NameTaken: an account has this name.
    """
    _check_name(new)
    _check_password(new.name, password)
    if await session.get(Account, new.name) is not None:
        raise NameTaken(f"账号 {new.name} 已经有了。")
    account = Account(
        name=new.name,
        display_name=new.display_name,
        role=new.role.value,
        court_code=new.court_code,
        password_hash=_hasher().hash(password),
        demo=new.demo,
        active=True,
        failures=0,
        totp_last_step=0,
        created_at=utcnow(),
    )
    session.add(account)
    await session.flush()
    return account


async def authenticate(database: Database, given: SignIn, now: datetime) -> Account | Failure:
    """Return the account of somebody who proved it, else why not, in no more than a word.

    The password is checked between two transactions and in a thread: it takes a tenth of a second,
    on purpose, and nobody else waits for it.
    """
    async with database.read() as session:
        known = await session.scalar(
            select(Account.password_hash).where(Account.name == given.name)
        )
    right = await asyncio.to_thread(_password_is, known, given.password)
    async with database.write() as session:
        query = select(Account).where(Account.name == given.name).with_for_update()
        account = (await session.scalars(query)).one_or_none()
        if account is None or not account.active:
            return "wrong"
        # A password changed in between was not the one that was checked.
        right = right and account.password_hash == known
        return _settle(account, given, right, now)


async def change_password(session: AsyncSession, name: str, password: str) -> None:
    """Give an account another password.

    Raises:
        UnknownStaff, BadPassword: see the message.
    """
    account = await by_name(session, name)
    _check_password(name, password)
    account.password_hash = _hasher().hash(password)
    account.failures, account.locked_until = 0, None


async def set_active(session: AsyncSession, name: str, active: bool) -> None:
    """Let an account sign in, or no longer; its history stays. Raises UnknownStaff."""
    (await by_name(session, name)).active = active


async def require_one_time_code(session: AsyncSession, name: str) -> str:
    """Give an account a secret for one-time codes (RFC 6238); return its ``otpauth`` address."""
    account = await by_name(session, name)
    account.totp_secret = pyotp.random_base32()
    account.totp_last_step = 0
    return pyotp.TOTP(account.totp_secret).provisioning_uri(name=name, issuer_name="诉讼服务工作台")


async def by_name(session: AsyncSession, name: str) -> Account:
    """Return an account. Raises UnknownStaff."""
    account = await session.get(Account, name)
    if account is None:
        raise UnknownStaff(f"没有账号 {name}。")
    return account


async def of_court(session: AsyncSession, court_code: str | None = None) -> Sequence[Account]:
    """Return the accounts of a court by name, of all courts without one."""
    query = select(Account).order_by(Account.court_code, Account.name)
    if court_code is not None:
        query = query.where(Account.court_code == court_code)
    return (await session.scalars(query)).all()


def _check_name(new: NewStaff) -> None:
    if not _NAME.fullmatch(new.name):
        raise BadName("账号用 2 到 32 个小写字母、数字、点、横线，以字母开头。")
    if not new.display_name.strip() or len(new.display_name) > 32:
        raise BadName("姓名不能空，最多 32 个字。")
    if courts.find(new.court_code) is None:
        raise BadName(f"法院代码表里没有 {new.court_code}，写法如 京0105。")


def _check_password(name: str, password: str) -> None:
    plain = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadPassword(f"密码要 {SHORTEST} 到 {LONGEST} 个字符。")
    if name in plain.lower() or len(set(plain)) < 5:
        raise BadPassword("密码太容易猜到：不要含账号，也不要只用几个字符。")


def _password_is(known: str | None, password: str) -> bool:
    # Longer ones are cut before hashing: nobody's password, and no work for an attacker to give.
    given = password[: LONGEST + 1]
    try:
        return _hasher().verify(known or _nobody(), given) and known is not None
    except VerificationError:
        return False


def _settle(account: Account, given: SignIn, right: bool, now: datetime) -> Account | Failure:
    if account.locked_until and account.locked_until > now:
        return "locked"
    if not (right and _code_is(account, given.one_time_code, now)):
        return _count_failure(account, now)
    account.failures, account.locked_until = 0, None
    return account


def _code_is(account: Account, code: str, now: datetime) -> bool:
    """Check a one-time code; each counts once, with one step of 30 s of tolerance either way."""
    if account.totp_secret is None:
        return True
    totp = pyotp.TOTP(account.totp_secret, interval=_STEP)
    current = int(now.timestamp()) // _STEP
    for step in (current - 1, current, current + 1):
        if step > account.totp_last_step and pyotp.utils.strings_equal(totp.at(step * _STEP), code):
            account.totp_last_step = step
            return True
    return False


def _count_failure(account: Account, now: datetime) -> Failure:
    account.failures += 1
    if account.failures < ALLOWED_FAILURES:
        return "wrong"
    account.failures, account.locked_until = 0, now + LOCKED_FOR
    return "locked"
