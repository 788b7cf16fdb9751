"""The pauses between restarts."""

from __future__ import annotations

from bot.supervisor.spec import Patience


def test_pauses_double_up_to_a_limit() -> None:
    patience = Patience(first_pause=0.5, longest_pause=3)
    assert [patience.pause(deaths) for deaths in range(6)] == [0.5, 0.5, 1.0, 2.0, 3, 3]
