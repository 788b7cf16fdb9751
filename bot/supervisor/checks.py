"""What must hold before anything is started; each failure is one sentence that says what to do."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from bot.supervisor.errors import CannotStart

FREE_BYTES = 500_000_000


def require_ports(places: Mapping[str, tuple[str, int]]) -> None:
    """Every port is free. ``places``: the setting of each port, its host and its number.

    Raises:
        CannotStart: one is taken, or two settings name the same.
    """
    by_number: dict[int, str] = {}
    for setting, (_host, port) in places.items():
        if port in by_number:
            raise CannotStart(f"{by_number[port]} 和 {setting} 都是 {port}，请改其中一个。")
        by_number[port] = setting
    for setting, (host, port) in places.items():
        require_port(host, setting, port)


def require_port(host: str, setting: str, port: int) -> None:
    """The port can be listened on.

    Raises:
        CannotStart: it cannot, with the setting to change.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStart(
                f"没有权限使用端口 {port}。请用 1024 以上的端口，例如 {setting}={port + 8000}。"
            ) from None
        except OSError as error:
            raise CannotStart(
                f"端口 {port} 不能用（{error.strerror}）。"
                f"请停掉占用它的程序，或者换一个：{setting}={port + 1} make run。"
            ) from None


def require_disk(folder: Path, wanted: int = FREE_BYTES) -> None:
    """There is room in ``folder``, which is made if missing. ``wanted``: bytes.

    Raises:
        CannotStart: there is not, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotStart(f"不能写入 VAR_DIR（{folder}）：{error.strerror}。") from error
    if free < wanted:
        raise CannotStart(
            f"磁盘空间不足：{folder} 只剩 {free / 1e6:.0f} MB，至少要 {wanted / 1e6:.0f} MB。"
            "请先腾出空间。"
        )


def require_python(python: Path, setting_up: str = "make setup") -> None:
    """An environment exists. ``python``: its interpreter.

    Raises:
        CannotStart: it does not, with the command that builds it.
    """
    if not python.exists():
        raise CannotStart(f"缺少运行环境 {python.parent.parent.name}。请先运行 {setting_up}。")
