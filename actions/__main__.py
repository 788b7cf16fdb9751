"""``python -m actions``: serve the actions to the engine.

In one process: the workers that ``python -m rasa_sdk`` starts are not restarted when they are
killed, while their parent lives on and answers nobody.
"""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app

from actions.serving import Executor
from bot.logs import configure
from bot.settings import settings


def main() -> None:
    """Serve on ACTIONS_HOST and ACTIONS_PORT."""
    chosen = settings()
    configure(chosen.log_level)
    # It warns at every answer of a form that a slot has no validate_ method; most need none.
    logging.getLogger("rasa_sdk.forms").setLevel(logging.ERROR)
    executor = Executor()
    executor.register_package("actions")
    app = create_app(executor)
    app.run(
        host=chosen.actions_host,
        port=chosen.actions_port,
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
