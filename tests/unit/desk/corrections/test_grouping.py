"""Masking what is kept, and putting like questions together."""

from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.court.case_number import find_all
from bot.court.masking import mask
from bot.desk.corrections.corrections import LONGEST, without_personal
from bot.desk.corrections.unanswered import Question, grouped

AT = datetime(2026, 11, 24, tzinfo=timezone.utc)


def questions(*texts: str) -> list[Question]:
    """Return questions with these words."""
    return [Question("c", place, text, "appeal", AT) for place, text in enumerate(texts)]


def test_a_case_number_goes_and_long_numbers_are_masked() -> None:
    text = "（2026）京0105民初12345号和(2025)沪0101执88号，身份证110101199001011234"
    assert without_personal(text) == "和，身份证****************34"


@given(st.text(alphabet="（）()2026京沪0105民初执号1234567890X 案", max_size=60))
def test_nothing_that_is_masked_or_a_case_number_is_left(text: str) -> None:
    kept = without_personal(without_personal(text))
    assert mask(kept) == kept
    assert len(kept) <= LONGEST


def test_chains_of_like_questions_are_one_group() -> None:
    found = grouped(
        questions("法院食堂几点开门", "停车场收费吗", "法院的食堂几点开门呀", "法院的食堂开门呀")
    )
    assert [(one.size, one.near) for one in found] == [(3, "appeal"), (1, "appeal")]
    assert grouped([]) == []
    assert find_all(found[0].shown[0].text) == []


def test_a_group_shows_its_newest_questions() -> None:
    found = grouped(questions(*["食堂几点开门"] * 9))
    assert [(one.size, [q.seq for q in one.shown]) for one in found] == [(9, [0, 1, 2, 3, 4])]
