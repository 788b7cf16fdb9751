"""The baseline's labels are made of intent and topic, and taken apart again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.baseline import TopicIntoLabel, TopicOutOfLabel

CONTEXT = ExecutionContext(GraphSchema({}))


def _into() -> TopicIntoLabel:
    return TopicIntoLabel.create({}, None, None, CONTEXT)


def _taken_apart(*ranking: tuple[str, float]) -> dict[str, Any]:
    entries = [{"name": name, "confidence": sure} for name, sure in ranking]
    message = Message({"text": "x", "intent": entries[0] if entries else {"name": None}})
    message.set("intent_ranking", entries, add_to_output=True)
    TopicOutOfLabel.create({}, None, None, CONTEXT).process([message])
    return message.as_dict(only_output_properties=True)


def test_a_topic_becomes_part_of_the_label() -> None:
    messages = [
        Message.build("怎么上诉", "procedure", intent_metadata={"topic": "appeal"}),
        Message.build("谢谢", "thank", intent_metadata={"topic": "oos_chitchat_or_fragment"}),
        Message.build("能干什么", "help"),
    ]
    trained = _into().process_training_data(TrainingData(messages))
    assert [message.get("intent") for message in trained.intent_examples] == [
        "procedure__appeal",
        "thank__oos_chitchat_or_fragment",
        "help",
    ]


def test_a_message_is_left_as_it_is() -> None:
    message = Message.build("怎么上诉", "procedure", intent_metadata={"topic": "appeal"})
    before = message.as_dict()
    assert _into().process([message]) == [message]
    assert message.as_dict() == before


def test_a_label_is_taken_apart() -> None:
    parsed = _taken_apart(
        ("procedure__appeal", 0.6), ("help", 0.2), ("out_of_scope__oos_labour_rights", 0.1)
    )
    assert parsed["intent"] == {"name": "procedure", "confidence": 0.6}
    assert (parsed["topic"], parsed["in_scope"]) == ("appeal", True)
    assert parsed["topics"] == [
        {"topic": "appeal", "confidence": 0.6},
        {"topic": "oos_labour_rights", "confidence": 0.1},
    ]


def test_what_is_not_ours() -> None:
    parsed = _taken_apart(("out_of_scope__oos_labour_rights", 0.9), ("procedure__appeal", 0.1))
    assert parsed["intent"] == {"name": "out_of_scope", "confidence": 0.9}
    assert (parsed["topic"], parsed["in_scope"]) == ("oos_labour_rights", False)


def test_what_is_said_about_the_talk_has_no_topic() -> None:
    parsed = _taken_apart(("help", 0.9), ("procedure__appeal", 0.1))
    assert parsed["intent"] == {"name": "help", "confidence": 0.9}
    assert (parsed.get("topic"), parsed["in_scope"]) == (None, True)
    assert parsed["topics"] == [{"topic": "appeal", "confidence": 0.1}]


def test_five_topics_at_most() -> None:
    parsed = _taken_apart(*((f"procedure__t{number}", 0.1) for number in range(8)))
    assert [entry["topic"] for entry in parsed["topics"]] == ["t0", "t1", "t2", "t3", "t4"]


def test_an_empty_message_has_neither_intent_nor_topic() -> None:
    parsed = _taken_apart()
    assert parsed["intent"]["name"] is None
    assert (parsed.get("topic"), parsed["topics"], parsed["in_scope"]) == (None, [], True)


def test_the_pipeline_is_one_that_rasa_knows() -> None:
    """Every component is registered, and the two of ours stand around the classifier."""
    config = yaml.safe_load(Path("bot/nlu/baseline.yml").read_text(encoding="utf-8"))
    made = DefaultV1Recipe().graph_config_for_recipe(config, {})
    named = [each["name"] for each in config["pipeline"]]
    nodes = [f"run_{name}{place}" for place, name in enumerate(named)]
    understood = [name for name in nodes if name in made.predict_schema.nodes]
    assert understood == nodes
    assert named[0] == "bot.nlu.baseline.TopicIntoLabel"
    assert named[-2:] == ["DIETClassifier", "bot.nlu.baseline.TopicOutOfLabel"]
