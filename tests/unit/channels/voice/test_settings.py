"""Settings of the phone that cannot work together stop the start."""

from __future__ import annotations

import pytest

from bot.settings import Settings, SettingsError, settings

GOOD = {"TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "https://hotline.example"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TWILIO_AUTH_TOKEN": "t"}, "PUBLIC_URL must be set"),
        ({**GOOD, "HUMAN_NUMBER": "+861012345678"}, "HUMAN_HOURS must name the hours"),
        (
            {**GOOD, "HUMAN_QUEUE": "seats", "HUMAN_HOURS": "工作日上班时间"},
            "HUMAN_HOURS must name",
        ),
        (
            {**GOOD, "HUMAN_QUEUE": "a", "HUMAN_HOURS": "9:00-17:00", "VOICE_PLATFORM": "somleng"},
            "HUMAN_QUEUE: Somleng has no queues",
        ),
        ({**GOOD, "SMS_FROM": "+861012368"}, "TWILIO_ACCOUNT_SID must be set"),
        ({**GOOD, "VOICE_PLATFORM": "skype"}, "VOICE_PLATFORM"),
    ],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(SettingsError, match=named):
        settings()
    settings.cache_clear()
