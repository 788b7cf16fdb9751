"""Rasa's default pipeline for Chinese on the same data as ours, for comparison.

Its model is kept like ours, under the fingerprint of its sources: trained once for each state of
the data. Training takes half an hour to an hour of both cores and about 5 GB.
"""

from __future__ import annotations

from pathlib import Path

from bot.model import Models
from bot.processes import TRAIN
from bot.settings import ROOT

CONFIG = "bot/nlu/baseline.yml"
# As ours, without our own components.
SOURCES = (
    CONFIG,
    "bot/nlu/baseline.py",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/responses",
    "requirements/engine.txt",
)
COMMAND = (*TRAIN, "--config", CONFIG)


def baseline(var_dir: Path) -> Models:
    """Return the baseline's models, which are kept under ``var_dir``; train with ``COMMAND``."""
    return Models(ROOT, var_dir / "cache" / "baseline", SOURCES)
