"""What several tests of the engine's environment share."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.model import Models, is_whole
from bot.nlu import lines
from bot.nlu.topic_classifier import LEXICON, examples
from bot.nlu.understanding import Understander

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def understander() -> Understander:
    """The understander of today's data: out of today's model, else trained here in a minute."""
    model = Models(ROOT).path()
    if is_whole(model):
        return lines.load(model)
    lexicon = (ROOT / LEXICON).read_text(encoding="utf-8")
    return Understander.train(examples(load_data(str(ROOT / "data" / "nlu"))), lexicon)
