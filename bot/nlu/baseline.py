"""What lets Rasa's default pipeline learn topics as ours does: for comparison only.

In the training data a topic stands beside its intent, where Rasa's own classifiers do not look. So
the label is made of both before training, and taken apart after classification.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_BETWEEN = "__"
_RANKING = "intent_ranking"


class _Plain(GraphComponent):
    """A component without settings or a state of its own."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Plain:
        """Make the component."""
        return cls()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TopicIntoLabel(_Plain):
    """Belongs before the classifier: ``procedure`` about appeal is learned as one label."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Name each line's topic in its intent."""
        for message in training_data.intent_examples:
            metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
            if topic := metadata.get("topic"):
                message.set(INTENT, f"{message.get(INTENT)}{_BETWEEN}{topic}")
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TopicOutOfLabel(_Plain):
    """Belongs after the classifier: intent, topic, topics and scope stand apart again."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Take every label apart."""
        for message in messages:
            ranking = message.get(_RANKING) or []
            named = [(*_apart(entry["name"]), entry["confidence"]) for entry in ranking]
            topics = [{"topic": topic, "confidence": sure} for _, topic, sure in named if topic]
            intent, topic = _apart((message.get(INTENT) or {}).get("name") or "")
            best = {**(message.get(INTENT) or {}), "name": intent or None}
            message.set(INTENT, best, add_to_output=True)
            message.set("topic", topic, add_to_output=True)
            message.set("topics", topics[:5], add_to_output=True)
            message.set("in_scope", intent != "out_of_scope", add_to_output=True)
        return messages


def _apart(label: str) -> tuple[str, str | None]:
    intent, _, topic = label.partition(_BETWEEN)
    return intent, topic or None
