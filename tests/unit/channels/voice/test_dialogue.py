"""The dialogue of a call: no input stops it, and whatever it says can be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.replies import Button, Reply, Source
from channels.limits import Voice
from channels.voice import words
from channels.voice.answers import after, choices, sms_text, text_of
from channels.voice.dialogue import next_move
from channels.voice.moves import Heard, Move
from channels.voice.state import CallState

TODAY = date(2026, 11, 24)
_UNSPEAKABLE = re.compile(r"[()（）\[\]【】《》“”:：/.\d*·•#@_=+%\n\s]")


def own_words() -> Iterator[str]:
    """Yield everything the door says in its own words."""
    for name, value in vars(words).items():
        if name.isupper():
            values = value.values() if isinstance(value, dict) else value
            yield from ([value] if isinstance(value, str) else values)


@pytest.mark.parametrize("said", list(own_words()))
def test_own_words_are_short_and_speakable(said: str) -> None:
    plain = re.sub(r"\{\w+\}", "", said)
    assert 0 < len(plain) <= Voice.BREATH and not _UNSPEAKABLE.search(plain)


_SAID = st.one_of(
    st.sampled_from(
        [
            "人工", "对", "不对", "继续", "重复", "慢一点", "上一步", "用按键", "挂断", "发短信",
            "二零二六年京零一零五民初一二三四五号", "二零二五年京零一零五刑初三百二十一号", "行政",
            "京零一零五", "怎么上诉", "不想活了",
        ]
    ),
    st.text(alphabet="零一二三四五六七八九十年京津号民刑行初第的，", max_size=30),
    st.text(max_size=30),
)  # fmt: skip
_HEARD = st.one_of(
    st.builds(Heard, said=_SAID, is_unsure=st.booleans()),
    st.builds(Heard, keys=st.text("0123456789*#", min_size=1, max_size=12)),
    st.just(Heard()),
)


def _is_whole(move: Move) -> bool:
    ends = [move.say, move.ask, move.human, move.call_back, move.sms, move.silent, move.hang_up]
    return sum(map(bool, ends)) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(_HEARD, max_size=12))
def test_no_call_gets_stuck_and_all_of_it_can_be_said(heard: list[Heard]) -> None:
    state = CallState()
    for one in heard:
        move = next_move(state, one, TODAY, "")
        assert _is_whole(move), move
        for breath in move.say:
            assert len(breath) <= Voice.BREATH and not _UNSPEAKABLE.search(breath), breath
        # The state survives being stored.
        state = CallState.model_validate(move.state.model_dump(mode="json"))
        assert state == move.state


@settings(max_examples=60, deadline=None)
@given(_HEARD, st.sampled_from(["您的案件现在是审理阶段。"]))
def test_silence_says_nothing_of_what_was_said(heard: Heard, private: str) -> None:
    state = next_move(CallState(said=(private,), rest=(private,)), heard, TODAY).state
    assert private not in next_move(state.but(silences=0), Heard(), TODAY).say


@pytest.mark.parametrize("keys", ["0"])
@pytest.mark.parametrize(
    "state",
    [
        CallState(),
        CallState(keyed=("39481726", "2026")),
        CallState(confirming="（2026）京0105民初1号", number_heard=("x",)),
        CallState(rest=("一。",)),
        CallState(asks_call_back_number=True),
    ],
)
def test_a_human_is_one_key_away_everywhere(keys: str, state: CallState) -> None:
    assert next_move(state, Heard(keys=keys), TODAY).human


def test_danger_is_heard_whatever_was_asked() -> None:
    state = CallState(confirming="（2026）京0105民初1号", number_heard=("x",))
    assert next_move(state, Heard(said="我不想活了", is_unsure=True), TODAY).ask == "我不想活了"


ARTICLE = Reply(
    text="先在十五天内交上诉状。\n依据：《民事诉讼法》第171条",
    voice="十五天内交上诉状。",
    sources=(Source(law="民事诉讼法", articles=("171",), reviewed="2026-11-22"),),
    buttons=(
        Button(title="多少钱", payload='/procedure{"article": "a", "facet": "cost"}'),
        Button(title="先不办了", payload="/stop"),
        Button(title="转人工", payload="/talk_to_human"),
    ),
)


def test_an_answer_is_said_in_its_spoken_form_with_its_choices() -> None:
    state, said = after(CallState(slow=True), [ARTICLE], TODAY)
    assert said == ["十五天内交上诉状。", "您可以说，多少钱，按一。"]
    assert (state.slow, state.rest, state.said) == (True, (), tuple(said))
    assert [choice.title for choice in choices([ARTICLE])] == ["多少钱"]


@pytest.mark.parametrize(
    ("reply", "goes"),
    [
        (ARTICLE, True),
        (ARTICLE.model_copy(update={"buttons": ()}), False),
        (ARTICLE.model_copy(update={"text": "（2026）京0105民初12345号已开庭"}), False),
        (ARTICLE.model_copy(update={"sources": (Source(law="民事诉讼法"),)}), False),
        (Reply(text="您的案件现在是审理阶段。"), False),
    ],
)
def test_only_reviewed_articles_leave_by_sms(reply: Reply, goes: bool) -> None:
    assert bool(sms_text([reply])) is goes
    assert not sms_text([reply, Reply(text="另一句。")])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("不对请点“案号不对”。", "不对请说“案号不对”。"),
        ("请把完整的案号再发一次", "请把完整的案号再说一次"),
        ("请把它发给我", "请把它告诉我"),
        ("请直接打字告诉我。", "请告诉我。"),
    ],
)
def test_what_is_written_for_a_screen_is_said_for_a_telephone(written: str, said: str) -> None:
    assert text_of(Reply(text=written)) == said


@pytest.mark.parametrize("said", ["不知道案号", "案号我忘了", "没有。", "找不到"])
def test_who_has_no_number_is_told_where_it_stands(said: str) -> None:
    asked = CallState(expects_number=True)
    assert next_move(asked, Heard(said=said), TODAY).say == words.NO_NUMBER
    assert next_move(CallState(), Heard(said=said), TODAY).ask == said
