"""What an editor has approved is told without a restart."""

from __future__ import annotations

import pytest

from bot.knowledge.current import LOOK_EVERY, CurrentLibrary
from bot.knowledge.errors import BadField
from tests.unit.knowledge.conftest import Shelf


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def title(current: CurrentLibrary) -> str:
    """Return the title now told."""
    found = current.get().article("appeal_deadline")
    assert found is not None
    return found.title


def test_changed_files_are_read_at_the_next_look(shelf: Shelf) -> None:
    shelf.save()
    clock = Clock()
    current = CurrentLibrary(shelf.directory, clock)
    assert title(current) == "不服一审判决怎么上诉"
    shelf.change(title="怎么上诉")
    shelf.save()
    assert title(current) == "不服一审判决怎么上诉"
    clock.now += LOOK_EVERY
    assert title(current) == "怎么上诉"
    same = current.get()
    clock.now += LOOK_EVERY
    assert current.get() is same


def test_files_that_cannot_be_read_leave_what_was_told(shelf: Shelf) -> None:
    shelf.save()
    clock = Clock()
    current = CurrentLibrary(shelf.directory, clock)
    current.get()
    shelf.change(title="")
    shelf.save()
    clock.now += LOOK_EVERY
    assert title(current) == "不服一审判决怎么上诉"
    shelf.change(title="改好了")
    shelf.save()
    clock.now += LOOK_EVERY
    assert title(current) == "改好了"


def test_a_library_that_never_could_be_read_is_refused(shelf: Shelf) -> None:
    shelf.change(title="")
    shelf.save()
    with pytest.raises(BadField):
        CurrentLibrary(shelf.directory).get()
