"""Limits of each platform, in one place.

Those of WeChat are its own, as documented or measured (docs/wechat.md says where from): the
assistant stays below them, and a figure that WeChat changes is changed here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final


class Web:
    """The web API."""

    MAX_TEXT: Final = 20_000
    """Characters of a typed message; longer ones are refused with a sentence."""

    MAX_BODY: Final = 256_000
    """Bytes of a request."""


class WeChat:
    """The official account."""

    MAX_BODY: Final = 64_000
    """Bytes of a message from WeChat: a text has 2,048 at most, encrypted and in XML."""

    MAX_FIELDS: Final = 200
    """Elements of a message; the largest kind has some thirty."""

    TEXT_BYTES: Final = 1_800
    """UTF-8 bytes of one message to the citizen; WeChat cuts or refuses at about 2,047."""

    ANSWER_WITHIN: Final = 4.2
    """Seconds until a passive reply is given up; WeChat hangs up after five."""

    LAST_TRY_ENDS: Final = 12.0
    """Seconds a request is held when nothing can be sent later: WeChat asks again meanwhile, and
    whichever try is still there gets the answer."""

    NOTE_WITHIN: Final = 0.4
    """Seconds left to note that an answer goes out later."""

    HELD_BACK: Final = timedelta(seconds=6)
    """How long an answer waits for its passive reply before it goes out by itself: until WeChat
    has hung up and has come again for the first time."""

    PARKED_FOR: Final = timedelta(days=30)
    PARKED_FROM: Final = timedelta(hours=2)
    """How long a message waits for the citizen to write again; what waits longer than the second
    is parked, and not merely tried again later."""

    AFTER_REPLY: Final = timedelta(seconds=1)
    """What is left of an answer follows its passive reply so much later, so as not to overtake."""

    SMALLEST_PART: Final = 200
    """Bytes below which a text that is said to be too long is not cut again."""

    RETRIES_FOR: Final = timedelta(seconds=60)
    """How long the same request may come again; WeChat's three retries take some 15 seconds."""

    CLOCKS_DIFFER: Final = timedelta(minutes=5)
    """How old or early the time stamp of a request may be."""

    MESSAGE_WINDOW: Final = timedelta(hours=48)
    MESSAGE_QUOTA: Final = 5
    """A message of the citizen allows so many messages by the customer-service API, so long."""

    ACTION_WINDOW: Final = timedelta(minutes=1)
    ACTION_QUOTA: Final = 3
    """A press on the menu, a scan or a subscription allows so many, so long."""

    MENU_BUTTONS: Final = 3
    MENU_SUB_BUTTONS: Final = 5
    MENU_NAME_BYTES: Final = 16
    SUB_MENU_NAME_BYTES: Final = 60
    MENU_KEY_BYTES: Final = 128
    MENU_URL_BYTES: Final = 1_024
    """What a menu may hold; names are shown up to 4 and 8 hanzi."""

    MSGMENU_CHOICES: Final = 10
    """Choices of a clickable list."""

    BINDINGS_PER_MINUTE: Final = 10
    """Forms of the binding page that one person may send."""

    MEDIA_BYTES: Final = 12_000_000
    """Bytes of a picture or sound that is fetched; WeChat allows 10 MB."""

    MEDIA_KEPT_FOR: Final = timedelta(days=3)
    """How long WeChat keeps what a citizen sent."""


class Voice:
    """The telephone: the platform's limits (docs/phone.md says where from), and a caller's."""

    MAX_BODY: Final = 64_000
    """Bytes of a request from the platform: some forty short fields and what was said."""

    MAX_FIELDS: Final = 200
    """Fields of a request."""

    MAX_SAID: Final = 2_000
    """Characters of one utterance that are listened to: more than six minutes of speech."""

    BREATH: Final = 60
    """Characters said before a pause."""

    BREATHS_AT_ONCE: Final = 3
    """Breaths before the caller is asked whether to go on."""

    CHOICES: Final = 3
    """Choices read out after an answer."""

    HINTS: Final = 500
    HINT_CHARACTERS: Final = 100
    """Phrases that help recognition, and how long one may be (Twilio, Gather)."""

    ANSWER_WITHIN: Final = 2.5
    """Seconds until the caller hears 请稍等; the platform gives up after 15."""

    POLL_WITHIN: Final = 1.5
    """Seconds each further wait takes; with the pause before it, silence stays under three."""

    POLLS: Final = 12
    """Waits before the caller is told that it takes too long: more than TURN_TIMEOUT lasts."""

    SILENCES: Final = 3
    """Times in a row that nothing is heard before the call is ended with a goodbye."""

    UNSURE: Final = 0.35
    """Confidence below which a caller is asked again; 0 means that the platform gives none."""

    FORGOTTEN_AFTER: Final = timedelta(hours=2)
    """Without a word for so long, a call is over although the platform has not said so."""

    SMS_CHARACTERS: Final = 500
    """Characters of an SMS; providers split what is longer than 70 into parts."""
