"""Signatures of the telephone platform (X-Twilio-Signature; SignalWire and Somleng sign alike).

HMAC-SHA1 under the account's token over the public address and the sorted fields of the raw body.
The address is ours to know: what a proxy or a client says of it proves nothing.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.voice.form import Form

HEADERS = ("x-twilio-signature", "x-signalwire-signature")
_PORTS = {"https": 443, "http": 80}


def is_signed(token: str, url: str, form: Form, given: str) -> bool:
    """Whether ``given`` is the signature of a form posted to ``url``, in constant time.

    Platforms differ in whether they sign the port with the address; either is right.
    """
    signer = RequestValidator(token)
    right = [signer.compute_signature(one, form) for one in (url, _other_port(url))]
    # Both are always compared, and bytes: a signature that is no ASCII must not raise.
    matches = [hmac.compare_digest(one.encode(), given.encode()) for one in right]
    return any(matches)


def _other_port(url: str) -> str:
    """Return the same address with its port if it had none, without it if it had."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    bare = f"[{host}]" if ":" in host else host
    netloc = bare if parts.port else f"{bare}:{_PORTS.get(parts.scheme, 443)}"
    return parts._replace(netloc=netloc).geturl()
