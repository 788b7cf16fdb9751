"""The clocks of China: one zone, without summer time."""

from __future__ import annotations

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+8")
