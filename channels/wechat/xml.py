"""The XML of WeChat: read with suspicion, written so that no text breaks out.

A message is one flat element. What has a DTD, entities, more elements than any message has, or is
no XML at all is refused; elements inside elements are passed over, as nothing here needs them.
wechatpy's own parser is not used: it raises five kinds of errors on bad input, and does not know
some kinds of messages.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from channels.limits import WeChat
from channels.wechat.errors import Refused

Fields = dict[str, str]

# What XML 1.0 cannot hold, whatever one does.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read(body: bytes) -> Fields:
    """Return the elements of a message and their texts.

    Raises:
        Refused: it is too large, hostile or no XML.
    """
    if len(body) > WeChat.MAX_BODY:
        raise Refused(413, "too large")
    try:
        # WeChat writes UTF-8; another encoding could hide what is forbidden.
        root: Element = fromstring(body.decode("utf-8"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Refused(400, type(error).__name__) from None
    if root.tag != "xml" or len(root) > WeChat.MAX_FIELDS:
        raise Refused(400, "not a message")
    return {child.tag: child.text or "" for child in root if not len(child)}


def write(fields: dict[str, str | int]) -> str:
    """Return a message: numbers plain, texts in CDATA that they cannot leave."""
    inner = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    # The end mark is cut in two, in sections that follow each other: the reader sees it whole.
    text = _NOT_XML.sub(" ", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"
