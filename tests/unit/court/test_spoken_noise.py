"""How well spoken numbers are read: under the noise model, and from what a recogniser wrote.

The figures themselves stand in docs/spoken-case-numbers.md; here are the floors.
"""

from __future__ import annotations

import pytest

from benchmarks.spoken import is_exact, measure, transcripts
from benchmarks.spoken_noise import by_places, utterances
from bot.court.case_number import CaseNumber
from bot.court.chinese_numbers import integer
from bot.court.spoken_case_number import SpokenResult
from bot.court.spoken_questions import Ask
from bot.court.spoken_ranking import Candidate

OTHERS = [utterance.number for utterance in utterances(4, "own cases")]


@pytest.mark.parametrize("wild", [False, True])
def test_of_500_at_least_97_in_100_are_exact_and_hardly_any_wrong(wild: bool) -> None:
    counts = measure(utterances(500, "floor", wild))
    assert counts["exact"] >= 485
    assert counts["wrong"] <= 5


@pytest.mark.parametrize("wild", [False, True])
def test_of_a_known_speaker_nearly_all_are_exact(wild: bool) -> None:
    assert measure(utterances(200, "floor", wild), OTHERS)["exact"] >= 198


def test_of_a_poor_recogniser_little_is_exact_and_little_wrong() -> None:
    heard = [utterance for kept in transcripts().values() for utterance in kept]
    counts = measure(heard)
    assert len(heard) == 720
    assert counts["exact"] >= 150
    assert counts["wrong"] <= 25


def test_of_a_poor_recogniser_most_is_exact_when_the_speaker_is_known() -> None:
    heard = [utterance for kept in transcripts().values() for utterance in kept]
    counts = measure(heard, OTHERS)
    assert counts["exact"] >= 580
    assert counts["wrong"] <= 20


def test_the_same_seed_gives_the_same_utterances() -> None:
    assert utterances(20, "a", True) == utterances(20, "a", True)
    assert utterances(20, "a") != utterances(20, "b")


@pytest.mark.parametrize("number", [5, 10, 12, 105, 1005, 1050, 3006, 10001, 10300, 12345, 20000])
def test_numbers_are_said_as_they_are_read(number: int) -> None:
    assert integer(by_places(number)) == number


def test_what_counts_as_exact() -> None:
    criminal = CaseNumber.parse("（2023）粤0104刑初5号")
    administrative = CaseNumber.parse("（2023）粤0104行初5号")
    other = CaseNumber.parse("（2023）粤0104民初5号")
    choices = (("刑事", criminal), ("行政", administrative))
    ask = Ask("criminal_or_administrative", "", choices)
    both = SpokenResult((Candidate(criminal, 1, ()), Candidate(administrative, 1, ())), ask, None)
    assert [is_exact(both, number) for number in (criminal, administrative, other)] == [
        True,
        True,
        False,
    ]
