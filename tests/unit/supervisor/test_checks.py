"""What is checked before anything starts, and the sentence for each failure."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor import checks
from bot.supervisor.errors import CannotStart


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_free_ports_pass() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    checks.require_ports({"PORT": ("127.0.0.1", free)})


def test_a_taken_port_names_its_setting_and_a_way_out(taken: int) -> None:
    with pytest.raises(CannotStart) as refused:
        checks.require_ports({"PORT": ("127.0.0.1", taken)})
    assert str(refused.value) == (
        f"端口 {taken} 不能用（Address already in use）。"
        f"请停掉占用它的程序，或者换一个：PORT={taken + 1} make run。"
    )


def test_two_settings_with_one_port_are_refused() -> None:
    with pytest.raises(CannotStart) as refused:
        checks.require_ports({"PORT": ("0.0.0.0", 59123), "ENGINE_PORT": ("127.0.0.1", 59123)})
    assert str(refused.value) == "PORT 和 ENGINE_PORT 都是 59123，请改其中一个。"


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotStart, match=r"端口 59123 不能用"):
        checks.require_port("192.0.2.1", "PORT", 59123)


def test_a_full_disk_says_how_much_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as refused:
        checks.require_disk(tmp_path / "var", wanted=10**18)
    assert str(refused.value).startswith(f"磁盘空间不足：{tmp_path / 'var'} 只剩 ")
    assert str(refused.value).endswith(" MB，至少要 1000000000000 MB。请先腾出空间。")


def test_enough_disk_passes_and_makes_the_folder(tmp_path: Path) -> None:
    checks.require_disk(tmp_path / "var", wanted=1)
    assert (tmp_path / "var").is_dir()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(CannotStart, match=r"不能写入 VAR_DIR（.*）：File exists。"):
        checks.require_disk(tmp_path / "var")


def test_a_missing_environment_names_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as refused:
        checks.require_python(tmp_path / ".venv-engine" / "bin" / "python")
    assert str(refused.value) == "缺少运行环境 .venv-engine。请先运行 make setup。"


def test_an_environment_that_exists_passes() -> None:
    checks.require_python(Path(sys.executable))
