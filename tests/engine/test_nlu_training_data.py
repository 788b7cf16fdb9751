"""The training data as Rasa reads it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.text import normalised
from bot.nlu.topic_classifier import examples
from bot.nlu.understanding import Example

FOLDER = Path("data/nlu")
TALK = FOLDER / "talk"
LINES_OF_A_TOPIC = 100
# A topic's lines may stand in several files.
ENDINGS = ("", "_voices", "_stories", "_more", "_advice")


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """Everything under data/nlu."""
    return load_data(str(FOLDER))


@pytest.fixture(scope="module")
def lines(data: TrainingData) -> list[Example]:
    """The same as the classifier sees it."""
    return list(examples(data))


def _blocks(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]


def test_every_line_is_read_as_written(data: TrainingData) -> None:
    """No bracket, dash, slash or quote is taken for markup."""
    written = {
        line.removeprefix("- ")
        for path in sorted(FOLDER.rglob("*.yml"))
        for block in _blocks(path)
        for line in block["examples"].splitlines()
    }
    assert written == {message.get("text") for message in data.intent_examples}
    assert not data.entity_examples


def test_every_topic_has_its_file(lines: list[Example]) -> None:
    """A file a topic, in the folder of its area, with the intent the table of topics names."""
    topics = yaml.safe_load(Path("data/knowledge/topics.yml").read_text(encoding="utf-8"))
    expected = {(topic, entry["area"], entry["intent"]) for topic, entry in topics.items()}
    found = {
        (block["metadata"]["topic"], path.parent.name, block["intent"])
        for path in FOLDER.rglob("*.yml")
        if path.parent != TALK
        for block in _blocks(path)
    }
    assert found == expected
    assert all(
        path.stem.removeprefix(block["metadata"]["topic"]) in ENDINGS
        for path in FOLDER.rglob("*.yml")
        if path.parent != TALK
        for block in _blocks(path)
    )
    count = defaultdict(int)
    for line in lines:
        count[line.label] += 1
    assert {topic for topic in topics if count[topic] < LINES_OF_A_TOPIC} == set()


def test_every_intent_is_in_the_domain(lines: list[Example]) -> None:
    """What is trained can be decided on."""
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    assert {line.intent for line in lines} <= set(domain["intents"])


def test_no_text_means_two_things(lines: list[Example]) -> None:
    """The same words under two labels would teach nothing."""
    labels: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        labels[normalised(line.text)].add(line.label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}
