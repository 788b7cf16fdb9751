"""``python -m bot.nlu.serve``: ``rasa run`` with its token from ENGINE_TOKEN.

Arguments of a process can be read by everyone on the machine, its environment cannot.
"""

from __future__ import annotations

import os
import sys

import rasa.__main__


def main() -> None:
    """Serve; further arguments go to ``rasa run``."""
    token = os.environ["ENGINE_TOKEN"]
    sys.argv = ["rasa", "run", "--enable-api", "--auth-token", token, *sys.argv[1:]]
    rasa.__main__.main()


if __name__ == "__main__":
    main()
