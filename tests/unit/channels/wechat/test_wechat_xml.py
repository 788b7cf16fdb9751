"""WeChat's XML: no input crashes the reader, no text breaks out of what is written."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from channels.limits import WeChat
from channels.wechat import xml
from channels.wechat.errors import Refused
from channels.wechat.messages import Message

FRAGMENTS = st.sampled_from(
    [b"<xml>", b"</xml>", b"<a>", b"</a>", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [", b"&b;",
     b"<!ENTITY b 'c'>", b"&#0;", b"&lt;", b"\xff", b"\x00", "您好".encode(),
     b"<?xml version='1.0'?>", b" ",
     b"<FromUserName>o</FromUserName>", b"<MsgType>text</MsgType>", b"<!--", b"-->"]
)  # fmt: skip
HOSTILE = st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=30).map(b"".join))


@given(HOSTILE)
def test_no_input_crashes_the_reader(body: bytes) -> None:
    try:
        fields = xml.read(body)
    except Refused as refusal:
        assert refusal.status in (400, 413)
    else:
        assert all(isinstance(value, str) for value in fields.values())


NAMES = [
    *("FromUserName", "ToUserName", "MsgType", "MsgId"),
    *("Event", "CreateTime", "EventKey", "Content"),
]


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_no_fields_crash_a_message(fields: dict[str, str]) -> None:
    try:
        message = Message.of(fields)
    except Refused as refusal:
        assert refusal.status == 400
    else:
        assert len(message.id) == 40 and message.id.isascii()


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("]]><![CDATA[&")))
def test_what_is_written_is_read(text: str) -> None:
    visible = "".join(character for character in text if character not in "\ufffe\uffff")
    written = xml.write({"Content": text, "CreateTime": 7})
    root = fromstring(written, forbid_dtd=True)
    assert [child.tag for child in root] == ["Content", "CreateTime"]
    assert (root[0].text or "").replace(" ", "") == visible.replace(" ", "")
    assert root[1].text == "7"


def test_a_section_cannot_be_left() -> None:
    assert xml.write({"Content": "a]]>b"}) == (
        "<xml><Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>"
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<xml>", 400),
        (b"<other/>", 400),
        (b"\xff\xfe", 400),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><xml/>', 400),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><xml><a>&b;</a></xml>', 400),
        (b"<xml>" + b"<a/>" * (WeChat.MAX_FIELDS + 1) + b"</xml>", 400),
        (b"<xml>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</xml>", 413),
        (b"<xml>" + b" " * WeChat.MAX_BODY + b"</xml>", 413),
    ],
)
def test_the_hostile_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(Refused) as refusal:
        xml.read(body)
    assert refusal.value.status == status


def test_deep_elements_are_passed_over() -> None:
    assert xml.read(b"<xml><a><b>1</b></a><c>2</c></xml>") == {"c": "2"}


@pytest.mark.parametrize("missing", ["FromUserName", "ToUserName", "MsgType"])
def test_a_message_says_who_sent_what_to_whom(missing: str) -> None:
    fields = {"FromUserName": "o", "ToUserName": "g", "MsgType": "text", "MsgId": "1"}
    with pytest.raises(Refused):
        Message.of({**fields, missing: ""})


def test_events_of_one_second_are_told_apart() -> None:
    fields = {"FromUserName": "o", "ToUserName": "g", "MsgType": "event", "CreateTime": "7"}
    ids = {
        Message.of({**fields, "Event": event, "EventKey": key}).id
        for event, key in (("CLICK", "a"), ("CLICK", "b"), ("VIEW", "a"))
    }
    assert len(ids) == 3
