"""A PostgreSQL server of our own for the time of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

_SETTINGS = ("fsync=off", "full_page_writes=off", "unix_socket_directories=", "max_connections=40")


def binaries() -> Path | None:
    """Return where initdb and postgres are, the newest of several; None if there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    known = [path.parent for path in found]
    on_path = shutil.which("initdb")
    return (known + ([Path(on_path).parent] if on_path else []) + [None])[0]


def why_not() -> str | None:
    """Return in words why no server can be started here, None if one can."""
    if binaries() is None:
        return "no PostgreSQL server is installed (Debian package postgresql)"
    if os.geteuid() == 0 and not _account():
        return "PostgreSQL does not run as root, and there is no account postgres"
    return None


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a free port; yields host and port as an address needs them."""
    where, account = binaries(), _account() if os.geteuid() == 0 else {}
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="cases-pg-"))
    if account:
        shutil.chown(folder, account["user"], account["group"])
    try:
        data, port = folder / "data", _free_port()
        create = [where / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"]
        subprocess.run([*create, "-E", "UTF8", "--locale=C.UTF-8"], check=True,
                       stdout=subprocess.DEVNULL, cwd=folder, **account)  # fmt: skip
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        run = [where / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(run, stdout=log, stderr=log, cwd=folder, **account)
        try:
            _wait(where, port)
            yield f"127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)  # ends sessions that are still open
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def recreate(address: str, name: str) -> None:
    """Make a database anew, without tables."""
    host, port = address.split(":")
    connection = await asyncpg.connect(host=host, port=int(port), user="postgres")
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


def _wait(where: Path, port: int) -> None:
    for _ in range(300):
        asked = [where / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(asked).returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")


def _account() -> dict[str, Any]:
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return {}
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
