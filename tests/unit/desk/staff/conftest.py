"""Passwords that take no time, as far as the tests are not about that."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from bot.desk.staff import accounts


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id as always, with the least work it allows."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    accounts._nobody.cache_clear()
