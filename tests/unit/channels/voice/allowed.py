"""What each platform allows: verbs, what may stand in them, their attributes.

Twilio: twilio.com/docs/voice/twiml (gather, say, pause, redirect, dial, enqueue, hangup).
SignalWire: developer.signalwire.com/compatibility-api/cxml/voice. Somleng: its switch, models/twiml
and execute_twiml; it ignores attributes it does not know, so those of Gather may stand.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

_GATHER = (
    "action method timeout finishOnKey numDigits input language hints speechTimeout bargeIn "
    "actionOnEmptyResult"
)
_ATTRIBUTES = {
    "Response": "",
    "Gather": _GATHER,
    "Say": "voice language loop",
    "Pause": "length",
    "Redirect": "method",
    "Dial": "action method timeout callerId",
    "Number": "",
    "Sip": "",
    "Enqueue": "action method waitUrl",
    "Hangup": "",
    "prosody": "rate volume",
}
_TWILIO = {
    "Response": "Gather Say Pause Redirect Dial Enqueue Hangup",
    "Gather": "Say Pause",
    "Say": "prosody",
    "Dial": "Number Sip",
}
_WITHIN = {
    "twilio": _TWILIO,
    "signalwire": {**_TWILIO, "Say": ""},
    "somleng": {
        "Response": "Gather Say Redirect Dial Hangup",
        "Gather": "Say",
        "Dial": "Number Sip",
    },
}
_METHODS = {"POST"}


def violations(platform: str, answer: str) -> list[str]:
    """Return what in an answer the platform does not allow, in document order."""
    root = ElementTree.fromstring(answer)
    assert root.tag == "Response"
    return list(_violations(_WITHIN[platform], root))


def _violations(within: dict[str, str], element: ElementTree.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        known = name in _ATTRIBUTES.get(element.tag, "").split()
        if not known or (name == "method" and value not in _METHODS):
            yield f"{element.tag}.{name}"
    for child in element:
        if child.tag not in within.get(element.tag, "").split():
            yield f"{element.tag}>{child.tag}"
        else:
            yield from _violations(within, child)
