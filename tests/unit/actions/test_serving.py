"""The executor answers calls without a domain, with forms as the domain names them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.fees import ValidateFeeForm
from actions.serving import Executor


async def test_an_action_is_given_the_domain_that_was_read() -> None:
    given: list[Any] = []

    async def run(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        given.append(domain)
        return []

    executor = Executor()
    executor.register_function("action_any", run)
    result = await executor.run({"next_action": "action_any", "tracker": {"sender_id": "c"}})
    assert result is not None
    assert result.model_dump() == {"events": [], "responses": []}
    assert ValidateFeeForm().domain_slots(given[0]) == ["fee_kind", "fee_amount"]
