"""What several tests of the engine's environment share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.actions.action import RemoteAction

from bot.model import Models, is_whole
from bot.nlu.cross_validation import lines_by_file
from bot.nlu.frugal import patches
from bot.nlu.lines import load
from bot.nlu.teaching import teach
from bot.nlu.understanding import Example, Understander

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def files() -> dict[str, list[Example]]:
    """The training lines of every file, by its name."""
    return lines_by_file(ROOT / "data" / "nlu")


@pytest.fixture(scope="session")
def understander(files: dict[str, list[Example]]) -> Understander:
    """The understander of today's data: out of today's model, else trained here in a minute."""
    model = Models(ROOT).path()
    if is_whole(model):
        return load(model)
    return teach(line for found in files.values() for line in found)


@pytest.fixture(autouse=True)
def _rasa_as_it_is() -> Iterator[None]:
    """Every test finds Rasa as it is, whatever the one before has put in its place."""
    places = [(owner, name) for owner, name, _ in patches()]
    places.append((RemoteAction, "_validate_action_result"))
    before = [(owner, name, vars(owner).get(name)) for owner, name in places]
    yield
    for owner, name, value in before:
        if value is not None:
            setattr(owner, name, value)
        elif name in vars(owner):
            delattr(owner, name)
