"""The Rasa component that finds case numbers in a message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.court.case_number import find_all

CASE_NUMBER = "case_number"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CaseNumberExtractor(GraphComponent, EntityExtractorMixin):
    """Adds an entity `case_number` for each case number; its value is the canonical text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CaseNumberExtractor:
        """Make the component; it has nothing to configure and nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        for message in messages:
            found = self.add_extractor_name(entities(message.get(TEXT) or ""))
            message.set(ENTITIES, [*(message.get(ENTITIES) or ()), *found], add_to_output=True)
        return messages


def entities(text: str) -> list[dict[str, Any]]:
    """Return one entity for each case number; those of a list share its place."""
    return [
        {
            "entity": CASE_NUMBER,
            "start": found.start,
            "end": found.end,
            "value": number.text,
            "confidence_entity": 1.0,
        }
        for found in find_all(text)
        for number in found.case_numbers
    ]
