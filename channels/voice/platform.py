"""What the platforms that speak TwiML do not share, in one place.

Twilio and SignalWire: twilio.com/docs/voice/twiml and SignalWire's cXML reference. Somleng knows
Say, Play, Gather, Redirect, Dial, Record, Reject, Connect and Hangup, only Say and Play within
Gather, and hears keys, not speech (its switch, models/twiml).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """``hears``: Gather recognises speech; ``pauses``: Pause, also within Gather; ``prosody``:
    rate and volume within Say; ``queues``: Enqueue."""

    hears: bool
    pauses: bool
    prosody: bool
    queues: bool


PLATFORMS = {
    "twilio": Platform(hears=True, pauses=True, prosody=True, queues=True),
    "signalwire": Platform(hears=True, pauses=True, prosody=False, queues=True),
    "somleng": Platform(hears=False, pauses=False, prosody=False, queues=False),
}
