"""Publishing the official account's menu."""

from __future__ import annotations

import asyncio
import json

from rich.console import Console

from bot.commands.terminal import fail, failures_in_words
from bot.db import Database
from bot.migrations import upgrade
from bot.settings import settings
from channels.wechat.api import Api
from channels.wechat.errors import WeChatError
from channels.wechat.menu import menu


def publish(*, dry_run: bool) -> None:
    """Check the menu, show it and, unless ``dry_run``, publish it."""
    console = Console(highlight=False, soft_wrap=True)
    with failures_in_words():
        try:
            wanted = menu().published(settings().public_url)
            console.print(json.dumps(wanted, ensure_ascii=False, indent=2), markup=False)
            if not dry_run:
                asyncio.run(_publish(wanted))
        except WeChatError as error:
            fail(f"菜单没有发布：{error}")
    console.print(
        "检查通过，没有发布。" if dry_run else "菜单已发布，最迟二十四小时内所有人都能看到。"
    )


async def _publish(wanted: dict[str, object]) -> None:
    chosen = settings()
    database = Database(chosen.database)
    api = Api(chosen, database)
    try:
        if not api.is_usable:
            fail("请先设置 WECHAT_APP_ID 和 WECHAT_APP_SECRET。")
        await upgrade(database)
        await api.publish_menu(wanted)
    finally:
        await api.close()
        await database.close()
