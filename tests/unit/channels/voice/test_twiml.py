"""TwiML against the verbs and attributes that a platform allows."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from channels.voice.hints import hints
from channels.voice.platform import PLATFORMS
from channels.voice.twiml import Listening, Manner, Speaker
from tests.unit.channels.voice.allowed import violations

ACTION = "https://hotline.example/voice/turn?step=1&x=2"
EVIL = '</Say><Dial>110</Dial> & "<'


def speaker(platform: str) -> Speaker:
    """A speaker for a platform."""
    return Speaker(PLATFORMS[platform], "Polly.Zhiyu", "cmn-CN", "cmn-Hans-CN", "人工,案号")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("manner", [Manner(), Manner(slow=True), Manner(True, True)])
def test_only_what_the_platform_knows(platform: str, manner: Manner) -> None:
    writes = speaker(platform)
    answers = [
        writes.ask(["一。", "二。", EVIL], Listening(ACTION), manner),
        writes.ask(["一。"], Listening(ACTION, keys_only=True, most_keys=2), manner),
        writes.wait("请您稍等。", ACTION, manner),
        writes.dial(["请别挂机。"], "+861012345678", ACTION, manner),
        writes.dial(["请别挂机。"], "sip:seats@court.example", ACTION, manner),
        writes.goodbye(["再见。"], manner),
    ]
    if PLATFORMS[platform].queues:
        answers.append(writes.enqueue(["请别挂机。"], "seats", ACTION, manner))
    assert [violations(platform, answer) for answer in answers] == [[]] * len(answers)


def test_the_table_finds_what_is_not_allowed() -> None:
    gather = '<Gather speechTimeout="auto"><Dial/></Gather>'
    answer = f'<Response>{gather}<Say colour="red">a</Say></Response>'
    assert violations("twilio", answer) == ["Gather>Dial", "Say.colour"]
    pause = "<Response><Pause length='1'/></Response>"
    assert (violations("somleng", pause), violations("twilio", pause)) == (["Response>Pause"], [])


def test_words_stay_words() -> None:
    [say] = ElementTree.fromstring(speaker("twilio").goodbye([EVIL])).iter("Say")
    assert (say.text, len(say)) == (EVIL, 0)


def test_listening_from_the_first_word() -> None:
    root = ElementTree.fromstring(speaker("twilio").ask(["您好。"], Listening(ACTION)))
    [gather] = root
    assert gather.attrib == {
        "input": "dtmf speech",
        "action": ACTION,
        "method": "POST",
        "timeout": "6",
        "speechTimeout": "auto",
        "language": "cmn-Hans-CN",
        "hints": "人工,案号",
        "bargeIn": "true",
        "finishOnKey": "#",
        "actionOnEmptyResult": "true",
    }


def test_slow_and_loud_are_heard() -> None:
    answer = speaker("twilio").goodbye(["再见。"], Manner(slow=True, loud=True))
    [prosody] = ElementTree.fromstring(answer).iter("prosody")
    assert (prosody.text, prosody.attrib) == ("再见。", {"rate": "80%", "volume": "loud"})


def test_hints_keep_to_the_platforms_limits() -> None:
    phrases = hints("京").split(",")
    assert len(phrases) == len(set(phrases)) == 500
    assert max(map(len, phrases)) <= 100
    assert phrases[0] == "人工" and "北京市朝阳区人民法院" in phrases
    assert "四川省成都市中级人民法院" not in phrases
