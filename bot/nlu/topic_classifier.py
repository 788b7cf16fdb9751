"""The Rasa component that reads a message: intent, topic, scope and its several questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.case_number_extractor import CASE_NUMBER
from bot.nlu.teaching import Tables, teach
from bot.nlu.text import without
from bot.nlu.understanding import Example, Thresholds, Understander, Understanding

_Settings = TypeVar("_Settings", Tables, Thresholds)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking`, `topic`, `topics`, `in_scope` and `segments`.

    Every training line is one class: its topic (the intent's metadata) or, for what is said about
    the talk itself, its intent. Belongs after `CaseNumberExtractor`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the `Tables` are, and the `Thresholds`, each by its name there."""
        return {**vars(Tables()), **vars(Thresholds())}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when a table or an article has changed."""
        return _chosen(Tables(), config).fingerprint()

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed to train it."""
        return ["sklearn", "opencc"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        understander: Understander | None = None,
    ) -> None:
        """Hold the trained understander, or none before training."""
        self._tables = _chosen(Tables(), config)
        self._thresholds = _chosen(Thresholds(), config)
        self._model_storage = model_storage
        self._resource = resource
        self._understander = understander

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load the trained component; a model without it is an error, not a silent fallback."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._understander = Understander.load(folder, component._thresholds)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every line that has an intent, and on the questions of the articles."""
        understander = teach(examples(training_data), self._tables, self._thresholds)
        with self._model_storage.write_to(self._resource) as folder:
            understander.save(folder)
        self._understander = understander
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message and write the result into it."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._understander is not None:
                spans = case_number_spans(message)
                meaning = self._understander.read(
                    without(text, spans), found_case_number=bool(spans)
                )
                record(message, meaning)
        return messages


def _chosen(defaults: _Settings, config: dict[str, Any]) -> _Settings:
    return replace(
        defaults, **{name: config.get(name, own) for name, own in vars(defaults).items()}
    )


def examples(training_data: TrainingData) -> Iterator[Example]:
    """Yield the training lines with their topic and their weight, if they have one."""
    for message in training_data.intent_examples:
        metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
        topic, weight = metadata.get("topic"), metadata.get("weight", 1.0)
        yield Example(message.get(TEXT), message.get(INTENT), topic, weight)


def case_number_spans(message: Message) -> list[tuple[int, int]]:
    """Return where case numbers stand in a message."""
    return [
        (entity["start"], entity["end"])
        for entity in message.get(ENTITIES) or ()
        if entity["entity"] == CASE_NUMBER
    ]


def record(message: Message, meaning: Understanding) -> None:
    """Write a reading into a message, for everyone downstream and the parse result."""
    ranking = [{"name": name, "confidence": chance} for name, chance in meaning.ranking]
    topics = [{"topic": name, "confidence": chance} for name, chance in meaning.topics]
    results = {
        INTENT: {"name": meaning.intent, "confidence": meaning.confidence},
        "intent_ranking": ranking,
        "topic": meaning.topic,
        "topics": topics,
        "in_scope": meaning.in_scope,
        "segments": meaning.segments,
    }
    for name, value in results.items():
        message.set(name, value, add_to_output=True)
