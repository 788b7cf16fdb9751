"""``wechat``: the official account's menu, and a conversation played on this machine.

The work is the door's (``channels.wechat``); this module only says how it went. It is the one place
where a command reaches into a door, because the menu and the signatures are the door's own.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="微信公众号 (WeChat)：发布菜单，在终端里模拟对话。")


@app.command()
def menu(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查并显示，不发布 (validate only)。")
    ] = False,
) -> None:
    """把 data/wechat/menu.yml 发布成公众号菜单。"""
    from bot.commands.terminal import fail, failures_in_words
    from bot.settings import settings
    from channels.wechat.errors import WeChatError
    from channels.wechat.menu import menu as found

    console = Console(highlight=False, soft_wrap=True)
    with failures_in_words():
        chosen = settings()
        try:
            wanted = found().published(chosen.public_url)
            console.print(json.dumps(wanted, ensure_ascii=False, indent=2), markup=False)
            if not dry_run:
                asyncio.run(_publish(wanted))
        except WeChatError as error:
            fail(f"菜单没有发布：{error}")
    console.print(
        "检查通过，没有发布。" if dry_run else "菜单已发布，最迟二十四小时内所有人都能看到。"
    )


@app.command()
def simulate(
    openid: Annotated[str, typer.Option(help="以谁的身份说话 (openid)。")] = "simulated-user",
) -> None:
    """在终端里当一回微信：真签名、真加密，发给正在运行的服务。"""
    from bot.commands.terminal import failures_in_words
    from bot.processes import address
    from bot.settings import settings
    from channels.wechat.simulation import talk

    with failures_in_words():
        chosen = settings()
        talk.run(chosen, address(chosen), openid)


async def _publish(wanted: dict[str, object]) -> None:
    from bot.commands.terminal import fail
    from bot.db import Database
    from bot.migrations import upgrade
    from bot.settings import settings
    from channels.wechat.api import Api

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
