"""``staff`` and ``audit``: accounts of the console, and the proof that its log is whole.

What they do is imported only when a command runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.desk.staff.roles import Role

app = typer.Typer(help="工作台账号 (staff)：添加、换密码、停用。", no_args_is_help=True)
audit_app = typer.Typer(help="审计日志 (audit log)：检查是否完整。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="账号，小写字母和数字。", metavar="NAME")]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="角色 (role)。")],
    court: Annotated[str, typer.Option(help="法院代码，如 京0105。", metavar="CODE")],
    display_name: Annotated[str, typer.Option(help="工作台上显示的姓名；默认同账号。")] = "",
) -> None:
    """添加账号；密码从标准输入读一行。"""
    from bot.commands import staff_accounts

    staff_accounts.add(name, role, court, display_name)


@app.command()
def password(name: Name) -> None:
    """换密码；新密码从标准输入读一行。"""
    from bot.commands import staff_accounts

    staff_accounts.set_password(name)


@app.command()
def totp(name: Name) -> None:
    """启用动态口令 (TOTP)；输出给手机扫码的地址，只显示这一次。"""
    from bot.commands import staff_accounts

    staff_accounts.require_one_time_code(name)


@app.command()
def close(name: Name) -> None:
    """停用账号，登录过的地方都退出。"""
    from bot.commands import staff_accounts

    staff_accounts.set_active(name, False)


@app.command("open")
def open_(name: Name) -> None:
    """重新启用账号。"""
    from bot.commands import staff_accounts

    staff_accounts.set_active(name, True)


@app.command("list")
def list_() -> None:
    """列出全部账号。"""
    from bot.commands import staff_accounts

    staff_accounts.show()


@audit_app.command()
def verify(
    head: Annotated[str, typer.Option(help="以前记下的校验值，核对日志没有被整个换过。")] = "",
) -> None:
    """从头核对审计日志；断开时说出第一处，退出码是 1。"""
    from bot.commands import staff_accounts

    staff_accounts.verify(head)
