"""Signed sessions: the page holds a token that names its conversation and cannot be made up."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeTimedSerializer

MAX_AGE = 30 * 24 * 3600
"""Seconds a session stays valid."""


class Sessions:
    """Signs and reads session tokens."""

    def __init__(self, secret: str) -> None:
        """Sign with ``secret``."""
        self._serializer = URLSafeTimedSerializer(secret, salt="web-session")

    def sign(self, conversation_id: str) -> str:
        """Return the token of a conversation."""
        return self._serializer.dumps(conversation_id)

    def read(self, token: str) -> str | None:
        """Return the conversation of a token; ``None`` if it is forged or too old."""
        try:
            conversation_id = self._serializer.loads(token, max_age=MAX_AGE)
        except BadData:
            return None
        return conversation_id if isinstance(conversation_id, str) else None
