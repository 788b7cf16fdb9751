"""What ``run`` tells the operator while the processes live and die."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from signal import Signals

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bot.desk.staff.demo import DemoStaff
from bot.supervisor.keeper import Event


class Teller:
    """Shows the supervisor's events: beside the step while it lasts, as lines afterwards."""

    def __init__(self, console: Console) -> None:
        """Write to ``console``."""
        self._console = console
        self._ready: list[str] = []
        self.detail: Callable[[str], None] | None = None

    def hear(self, event: Event) -> None:
        """Take an event of the supervisor."""
        if event.kind == "died":
            self._console.print(
                f"[yellow]![/yellow] {event.name} 意外退出（{ending(event.code)}），"
                f"{event.pause:.1f} 秒后重启。"
            )
        elif event.kind == "deaf":
            self._console.print(
                f"[yellow]![/yellow] {event.name} {event.seconds:.0f} 秒没有响应，强制重启。"
            )
        elif event.kind == "ready" and self.detail is not None:
            self._ready.append(f"{event.name} {event.seconds:.1f} 秒")
            self.detail("，".join(self._ready))
        elif event.kind == "ready":
            self._console.print(
                f"[green]✓[/green] {event.name} 已恢复 [dim]{event.seconds:.1f} 秒[/dim]"
            )

    def welcome(
        self,
        address: str,
        logs: Path,
        cases: Sequence[dict[str, str]],
        staff: DemoStaff | None = None,
    ) -> None:
        """Say where the assistant is, with what it can be tried, and how it is stopped.

        ``cases``: demo cases with ``case_number`` and ``query_code``. Outside the demo there are
        neither cases nor accounts.
        """
        self.detail = None
        table = Table.grid(padding=(0, 2))
        table.add_row("网页", f"[bold]{address}/[/bold]")
        table.add_row("工作台", f"[bold]{address}/console/[/bold]")
        table.add_row("终端", "make chat")
        for number, case in enumerate(cases):
            text = f"{case['case_number']}  查询码 {case['query_code']}"
            table.add_row("" if number else "演示案件", text)
        for number, (name, role) in enumerate(staff.names if staff else ()):
            table.add_row("" if number else "演示账号", f"{name}  {role}")
        if staff:
            table.add_row("演示密码", f"{staff.password}  [dim]都用这一个，正式环境不能用[/dim]")
        table.add_row("日志", str(logs))
        table.add_row("停止", "按 Ctrl-C")
        self._console.print(Panel(table, title="诉讼服务智能助手已就绪", expand=False))


def ending(code: int) -> str:
    """Return how a process ended, in words. ``code``: negative for a signal."""
    return f"信号 {Signals(-code).name}" if code < 0 else f"退出码 {code}"
