"""Runs a supervisor over fake processes, for tests that kill it. Prints its events as JSON lines.

``python supervised.py VAR_DIR PORT...``: one fake process for each port.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

from bot.supervisor.errors import SupervisorError
from bot.supervisor.instance import Instance
from bot.supervisor.keeper import Event
from bot.supervisor.spec import Patience, ProcessSpec
from bot.supervisor.stopping import run_until_stopped
from bot.supervisor.supervisor import Supervisor

# Answers on a port, and starts a helper of its own, as the action server does.
FAKE = """
import http.server, os, signal, subprocess, sys
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(helper.pid).encode())
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: (print("stopping", flush=True), os._exit(0)))
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer)
print("listening", flush=True)
server.serve_forever()
"""


def fake(name: str, port: int, program: str = FAKE) -> ProcessSpec:
    """Return the spec of a fake process that answers on ``port``."""
    argv = (sys.executable, "-c", program, str(port))
    return ProcessSpec(name, argv, Path.cwd(), ready_url=f"http://127.0.0.1:{port}/")


def held(var_dir: Path) -> Instance:
    """Return the lock of ``var_dir``."""
    return Instance(var_dir / "run.lock", "another one runs: {}")


def say(**line: object) -> None:
    """Print one JSON line."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Supervise until stopped."""
    var_dir, ports = Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]

    def notify(event: Event) -> None:
        say(**dataclasses.asdict(event))

    try:
        with held(var_dir) as instance:

            async def work() -> None:
                specs = [fake(f"fake{number}", port) for number, port in enumerate(ports)]
                patience = Patience(stop=5, first_pause=0.05)
                async with Supervisor(specs, instance, var_dir / "log", notify, patience) as these:
                    await these.ready()
                    say(kind="all ready", pids=these.pids)
                    await these.watch()

            stopped = run_until_stopped(work)
    except SupervisorError as error:
        say(kind="error", message=str(error))
        return 1
    say(kind="stopped", by_signal=stopped)
    return 0


if __name__ == "__main__":
    sys.exit(main())
