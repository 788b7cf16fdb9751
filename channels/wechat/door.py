"""The WeChat door, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import structlog

from bot.cases.bindings import Bindings
from bot.cases.identity import Hasher
from bot.desk.models import RecordEntry
from bot.desk.platforms import answers
from bot.desk.record import utcnow
from channels.sender import pause
from channels.state import Gateway
from channels.wechat.api import Api
from channels.wechat.binding import Binder
from channels.wechat.hearing import hearing_of
from channels.wechat.keeper import Keeper
from channels.wechat.menu import menu
from channels.wechat.reception import Reception
from channels.wechat.security import Security
from channels.wechat.sender import WeChatSender

log = structlog.get_logger(__name__)
_CLEANED_EVERY = 3600.0
# WeChat asks again for seconds; a day is far beyond.
_ANSWERS_KEPT = timedelta(days=1)


class WeChatDoor:
    """One official account: what checks, takes, answers, sends and keeps."""

    channel = "wechat"

    def __init__(self, gateway: Gateway, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Open the door of the settings. ``transport`` stands in for WeChat's API."""
        chosen = gateway.settings
        self.security = Security(
            chosen.wechat_token.get_secret_value(),
            chosen.wechat_mode,
            chosen.wechat_app_id,
            chosen.wechat_encoding_aes_key.get_secret_value(),
        )
        self.api = Api(chosen, gateway.database, transport)
        hasher = Hasher(chosen.hash_key.get_secret_value())
        self.bindings = Bindings(gateway.database, hasher, chosen.wechat_binding_days)
        self.binder = Binder(gateway, self.api, self.bindings)
        self._hearing = hearing_of(chosen)
        self.reception = Reception(gateway, self.api, menu(), self.bindings, self._hearing.hears)
        self.sender = WeChatSender(gateway.database, self, self.api)
        self.keeper = Keeper(
            gateway.database, self.api, self.reception, self._hearing, chosen.var_dir / "media"
        )
        self._database = gateway.database

    async def deliver(self, entry: RecordEntry) -> None:
        """The sender of this door delivers what belongs together; nothing leaves alone."""
        raise NotImplementedError

    async def run(self, stop: asyncio.Event) -> None:
        """Send, fetch and clean up until ``stop``."""
        await asyncio.gather(self.sender.run(stop), self.keeper.run(stop), self._clean(stop))

    async def close(self) -> None:
        """Wait for what is under way and close the connections."""
        await self.reception.close()
        await self.api.close()
        await self._hearing.close()
        await self.binder.sms.close()

    async def _clean(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                async with self._database.write() as session:
                    await answers.forget(session, utcnow() - _ANSWERS_KEPT)
                await self.bindings.forget(utcnow())
            except Exception as error:
                log.error("wechat_cleaning_failed", error=type(error).__name__)
            await pause(stop, _CLEANED_EVERY)


@asynccontextmanager
async def open_door(gateway: Gateway) -> AsyncIterator[WeChatDoor | None]:
    """Keep the door open; ``None`` when WECHAT_TOKEN is not set, and so there is none."""
    if not gateway.settings.wechat_token.get_secret_value():
        yield None
        return
    door, stop = WeChatDoor(gateway), asyncio.Event()
    running = asyncio.create_task(door.run(stop))
    try:
        yield door
    finally:
        stop.set()
        await running
        await door.close()
