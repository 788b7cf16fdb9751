"""Access tokens that all processes share. One process at a time renews one; the others wait.

A platform gives a token for two hours and limits how often it may be asked for. The token stands
encrypted in the database; the lease beside it says that somebody is renewing it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken

from bot.cases.bulk import insert_missing
from bot.db import Database
from bot.desk.errors import DeskError
from bot.desk.platforms.models import ServiceToken
from bot.desk.record import utcnow

# Renewed this long before its end: a call that has begun still finishes.
_EARLY = timedelta(minutes=5)
_LEASE = timedelta(seconds=20)
_WAIT, _TRIES = 0.2, 125

Renew = Callable[[bool], Awaitable[tuple[str, int]]]
"""Asks the platform; ``True`` when the token in force is no good and must be replaced by force.
Returns the token and the seconds it is good for."""


class TokenUnavailable(DeskError):
    """Another process has been renewing the token for too long."""


class SharedToken:
    """One token by its name."""

    def __init__(self, database: Database, name: str, secret: str, renew: Renew) -> None:
        """Keep the token ``name`` encrypted with a key made of ``secret``."""
        self._database = database
        self._name = name
        digest = hashlib.sha256(f"service-token|{secret}".encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))
        self._renew = renew
        self._known: tuple[str, datetime] | None = None
        self._refused = ""
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """Return a token in force.

        Raises:
            TokenUnavailable: another process is renewing it and does not come to an end.
            Whatever ``renew`` raises.
        """
        if token := self._in_force():
            return token
        async with self._lock:
            for _ in range(_TRIES):
                if token := self._in_force() or await self._shared_or_leased():
                    return token
                await asyncio.sleep(_WAIT)
        raise TokenUnavailable(self._name)

    async def refuse(self, token: str) -> None:
        """Say that the platform did not accept a token; the next ``get`` brings another."""
        self._refused = token
        self._known = None
        async with self._database.write() as session:
            row = await session.get(ServiceToken, self._name, with_for_update=True)
            if row is not None and self._open(row.sealed) == token:
                row.expires_at = None

    def _in_force(self) -> str:
        if self._known is None or self._known[1] - _EARLY <= utcnow():
            return ""
        return self._known[0]

    async def _shared_or_leased(self) -> str:
        """Return the token of the database, or renew it; empty while somebody else does."""
        now = utcnow()
        async with self._database.write() as session:
            await insert_missing(session, ServiceToken, ("name", "sealed"), [(self._name, "")])
            row = await session.get_one(ServiceToken, self._name, with_for_update=True)
            token = self._open(row.sealed)
            if token and row.expires_at and row.expires_at - _EARLY > now:
                self._known = token, row.expires_at
                return token
            if row.renewed_until and row.renewed_until > now:
                return ""
            row.renewed_until = now + _LEASE
        return await self._renewed()

    async def _renewed(self) -> str:
        try:
            token, seconds = await self._renew(False)
            if token == self._refused:
                token, seconds = await self._renew(True)
        except BaseException:
            await self._store(None)
            raise
        expires = utcnow() + timedelta(seconds=seconds)
        await self._store((token, expires))
        self._known = token, expires
        return token

    async def _store(self, found: tuple[str, datetime] | None) -> None:
        async with self._database.write() as session:
            row = await session.get_one(ServiceToken, self._name, with_for_update=True)
            row.renewed_until = None
            if found is not None:
                row.sealed = self._fernet.encrypt(found[0].encode()).decode()
                row.expires_at = found[1]

    def _open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:  # written with an earlier SECRET_KEY
            return ""
