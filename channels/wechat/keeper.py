"""Fetches what citizens sent besides words, and keeps it for the desk; listens to speech.

WeChat keeps a file for three days, so a failure is tried again until then.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import structlog

from bot.db import Database
from bot.desk import inbox, record
from bot.desk.addresses import address_of
from bot.desk.inbox import Incoming
from bot.desk.platforms import answers, attachments
from bot.desk.platforms.models import Attachment
from bot.desk.platforms.tokens import TokenUnavailable
from bot.desk.record import utcnow
from channels.limits import WeChat
from channels.sender import pause
from channels.web.text import clean
from channels.wechat.api import Api
from channels.wechat.errors import ApiError, Unreachable
from channels.wechat.hearing import Hearing, HearingFailed
from channels.wechat.meaning import NOT_HEARD
from channels.wechat.reception import CHANNEL, Reception

log = structlog.get_logger(__name__)
_EVERY = 1.0
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "audio/amr": "amr",
    "audio/mpeg": "mp3", "video/mp4": "mp4", "video/mpeg4": "mp4", "application/pdf": "pdf",
}  # fmt: skip


class Keeper:
    """Works through the attachments of this door."""

    def __init__(
        self, database: Database, api: Api, reception: Reception, hearing: Hearing, folder: Path
    ) -> None:
        """Keep files in ``folder``, which is made when the first comes."""
        self._database = database
        self._api = api
        self._reception = reception
        self._hearing = hearing
        self._folder = folder

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until ``stop``; a failure of the database is waited out."""
        while not stop.is_set():
            try:
                await self.fetch_due()
            except Exception as error:
                log.error("wechat_keeper_failed", error=type(error).__name__)
            await pause(stop, _EVERY)

    async def fetch_due(self) -> int:
        """Fetch what is due; return how many were kept or understood."""
        if not self._api.is_usable:
            return 0
        async with self._database.write() as session:
            due = await attachments.taken(session, CHANNEL, utcnow())
        return sum([await self._fetch(each) for each in due])

    async def _fetch(self, sent: Attachment) -> bool:
        try:
            content, kind = await self._api.download(sent.remote_id)
            heard = await self._heard(sent, content, kind)
        except (Unreachable, TokenUnavailable, HearingFailed) as error:
            return await self._put_off(sent, error)
        except ApiError as error:  # 40007: the file is no longer there
            return await self._lost(sent, error)
        if sent.kind == "voice":
            return await self._say(sent, heard)
        file = await asyncio.to_thread(self._store, sent, content, kind)
        async with self._database.write() as session:
            await attachments.kept(session, sent, file, len(content))
        return True

    async def _heard(self, sent: Attachment, content: bytes, kind: str) -> str:
        if sent.kind != "voice":
            return ""
        return clean(await self._hearing.transcribe(content, kind))

    async def _say(self, sent: Attachment, heard: str) -> bool:
        """Let what was heard be answered as if it had been typed; the sound is not kept."""
        message_id = f"{sent.message_id[:70]}.heard"
        async with self._database.read() as session:
            openid = await address_of(session, CHANNEL, sent.conversation_id) or ""
        if heard:
            await self._reception.say(sent.conversation_id, message_id, heard, openid)
        else:
            await self._not_heard(sent, message_id)
        async with self._database.write() as session:
            await attachments.lost(session, sent)
        return bool(heard)

    async def _not_heard(self, sent: Attachment, message_id: str) -> None:
        incoming = Incoming(CHANNEL, message_id, sent.conversation_id, "text", "［听不清的语音］")
        async with self._database.write() as session:
            owner = (await record.conversation(session, sent.conversation_id)).owner
            if await inbox.accept(session, incoming) and owner == record.BOT:
                await answers.settle(session, CHANNEL, message_id, "message", utcnow())
                await inbox.finish(session, incoming, [NOT_HEARD])

    def _store(self, sent: Attachment, content: bytes, kind: str) -> str:
        """Write a file whole or not at all; its name tells nothing of whose it is."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = hashlib.sha256(f"{sent.channel}|{sent.message_id}".encode()).hexdigest()[:32]
        path = self._folder / f"{name}.{_ENDINGS.get(kind, 'bin')}"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
        return path.name

    async def _put_off(self, sent: Attachment, error: Exception) -> bool:
        if sent.created_at + WeChat.MEDIA_KEPT_FOR < utcnow():
            return await self._lost(sent, error)
        async with self._database.write() as session:
            await attachments.put_off(session, sent, utcnow())
        return False

    async def _lost(self, sent: Attachment, error: Exception) -> bool:
        log.warning("wechat_attachment_lost", kind=sent.kind, reason=str(error)[:100])
        if sent.kind == "voice":
            await self._not_heard(sent, f"{sent.message_id[:70]}.heard")
        async with self._database.write() as session:
            await attachments.lost(session, sent)
        return False
