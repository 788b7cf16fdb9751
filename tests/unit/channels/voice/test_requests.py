"""The platform's requests: the form from the raw body, and its signature."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.limits import Voice
from channels.voice.form import Form, Malformed, read
from channels.voice.signature import is_signed

URL = "https://hotline.example/voice/turn?step=3"
TOKEN = "12345"


def test_blank_fields_stay_and_the_first_of_two_counts() -> None:
    form = read(b"CallSid=CA1&CallerCity=&From=%2B8613800001111&CallSid=CA2&SpeechResult=%E5%A5%BD")
    assert form.pairs == (
        ("CallSid", "CA1"),
        ("CallerCity", ""),
        ("From", "+8613800001111"),
        ("CallSid", "CA2"),
        ("SpeechResult", "好"),
    )
    assert (form.call_sid, form.caller, form.said, form.keys) == ("CA1", "+8613800001111", "好", "")


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (b"Digits=12%2A", "keys", "12*"),
        (b"Digits=+", "keys", ""),
        (b"Digits=12;DROP", "keys", ""),
        (b"From=anonymous", "caller", ""),
        (b"From=%2B266696687", "caller", "+266696687"),
        (b"SpeechResult=%00%E2%80%8B%E5%A5%BD", "said", "好"),
        (b"Confidence=0.2", "is_unsure", True),
        (b"Confidence=0.0", "is_unsure", False),
        (b"Confidence=0.9", "is_unsure", False),
        (b"Confidence=nan", "is_unsure", False),
        (b"Confidence=x", "is_unsure", False),
        (b"", "is_unsure", False),
    ],
)
def test_a_field_is_what_it_must_be_or_empty(body: bytes, field: str, value: object) -> None:
    assert getattr(read(body), field) == value


@pytest.mark.parametrize(
    "body",
    [b"a=" + b"x" * Voice.MAX_BODY, b"\xff=\xfe", b"SpeechResult=%ff", b"a=1&" * 300],
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(body)


@pytest.mark.parametrize("sid", ["", "x" * 65, "a b", "../etc", "\u4e00"])
def test_a_call_needs_an_id(sid: str) -> None:
    with pytest.raises(Malformed):
        _ = Form((("CallSid", sid),)).call_sid


@given(st.binary(max_size=400))
def test_no_body_crashes_the_reader(body: bytes) -> None:
    try:
        form = read(body)
    except Malformed:
        return
    assert form.keys + form.caller + form.said is not None and form.is_unsure in (True, False)


def test_the_example_of_twilios_documentation() -> None:
    # Twilio's "Security" page: the account token 12345 and this request give this signature.
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = read(
        b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
        b"&From=%2B14158675309&To=%2B18005551212"
    )
    assert is_signed(TOKEN, url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert is_signed(TOKEN, url.replace(".com", ".com:443"), form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10)
_FIELDS = st.dictionaries(_NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=30))


@given(_FIELDS)
def test_what_twilio_signs_is_accepted(fields: dict[str, str]) -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL, fields)
    form = read(urlencode(fields).encode())
    assert is_signed(TOKEN, URL, form, signature)
    assert not is_signed("other", URL, form, signature)
    assert not is_signed(TOKEN, f"{URL}1", form, signature)
    assert not is_signed(TOKEN, URL, Form((*form.pairs, ("Digits", "0"))), signature)


@given(st.text(max_size=60))
def test_no_made_up_signature_is_accepted(signature: str) -> None:
    assert not is_signed(TOKEN, URL, read(b"CallSid=CA1"), signature.replace("\ud800", ""))
