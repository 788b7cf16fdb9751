"""Settings: a wrong one stops the start and names its key; each is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, settings

ROOT = Path(__file__).resolve().parents[2]
GOOD = "a-long-enough-secret-of-the-court"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    settings.cache_clear()


def test_defaults_are_a_working_demo() -> None:
    chosen = settings()
    assert (chosen.environment, chosen.port, chosen.bind_address) == ("demo", 8000, "127.0.0.1")
    assert chosen.database == f"sqlite+aiosqlite:///{ROOT / 'var' / 'assistant.db'}"


@pytest.mark.parametrize(
    ("key", "value"),
    [("PORT", "no"), ("PORT", "70000"), ("ENVIRONMENT", "staging"), ("TURN_TIMEOUT", "0")],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=f"^{key}: "):
        settings()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "HASH_KEY", "ENGINE_TOKEN"])
def test_production_refuses_a_demo_secret(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    for key in {"SECRET_KEY", "HASH_KEY", "ENGINE_TOKEN"} - {missing}:
        monkeypatch.setenv(key, GOOD)
    with pytest.raises(SettingsError, match=f"{missing} must be set"):
        settings()
    monkeypatch.setenv(missing, GOOD)
    assert settings().environment == "production"


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", GOOD)
    assert GOOD not in repr(settings())


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_documented_and_no_other(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}
