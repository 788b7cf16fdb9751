"""What the calculators share: how a result is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.turn import HUMAN, say, sources_of
from bot.court.basis import Basis
from bot.desk.replies import Button


def conclude(
    dispatcher: CollectingDispatcher,
    lines: Sequence[str],
    notes: Iterable[str],
    basis: Sequence[Basis],
    buttons: Iterable[Button] = (),
    example: str = "不对，是60万",
) -> None:
    """Say a result: its lines, what to know besides, its law, how to correct a value."""
    parts = ["\n".join(lines)]
    if noted := "\n".join(f"注意：{note}" for note in notes):
        parts.append(noted)
    parts.append("依据：" + "；".join(item.cite() for item in basis))
    parts.append(f"数字不对？直接说新的，比如“{example}”。")
    say(dispatcher, "\n\n".join(parts), [*buttons, HUMAN], sources_of(basis))
