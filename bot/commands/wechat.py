"""``wechat``: the official account's menu, and a conversation played on this machine.

The work is the door's (``channels.wechat``), imported only when a command runs. It is the one place
where a command reaches into a door, because the menu and the signatures are the door's own.
"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="微信公众号 (WeChat)：发布菜单，在终端里模拟对话。")


@app.command()
def menu(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查并显示，不发布 (validate only)。")
    ] = False,
) -> None:
    """把 data/wechat/menu.yml 发布成公众号菜单。"""
    from bot.commands import wechat_menu

    wechat_menu.publish(dry_run=dry_run)


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
