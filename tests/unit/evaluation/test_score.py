"""The figures of understanding."""

from __future__ import annotations

import pytest

from bot.evaluation.measured import Measured, table
from bot.evaluation.questions import Question
from bot.evaluation.reading import Reading
from bot.evaluation.score import Bin, Confusion, Score, TopicScore, score

ASKED = [
    Question("一审输了", "appeal"),
    Question("怎么起诉", "can_i_sue", "how_to_sue_procedure"),
    Question("诉讼费", "litigation_fee"),
    Question("退费", "litigation_fee"),
    Question("判几年", "oos_criminal_sentencing_guilt"),
    Question("哈哈", "oos_chitchat_or_fragment"),
]


def reading(
    topic: str | None,
    *topics: str,
    sure: float = 0.9,
    ours: bool = True,
    intent: str = "procedure",
) -> Reading:
    ranked = [(name, 0.5 / place) for place, name in enumerate(topics, 1)]
    return Reading(intent, sure, topic, ranked, ours)


READINGS = [
    reading("appeal", "appeal"),
    reading("bankruptcy", "bankruptcy", "how_to_sue_procedure", sure=0.55),
    reading("oos_labour_rights", "oos_labour_rights", "litigation_fee", ours=False, sure=0.5),
    reading("litigation_fee", "litigation_fee", sure=1.0),
    reading("oos_labour_rights", "oos_labour_rights", ours=False, sure=0.6),
    reading(None, intent="help", sure=0.3),
]


def test_score() -> None:
    """Second topics count, oos names in the list do not take a place, refusals cost."""
    refused = Confusion("litigation_fee", "oos_labour_rights", 1)
    elsewhere = Confusion("can_i_sue", "bankruptcy", 1)
    as_talk = Confusion("oos_chitchat_or_fragment", "help", 1)
    assert score(ASKED, READINGS) == Score(
        in_scope=4,
        out_of_scope=2,
        top1=0.75,
        top3=1.0,
        decided=0.5,
        oos_precision=0.5,
        oos_recall=0.5,
        topics=(
            TopicScore("can_i_sue", 1, 1, 0.0, 1.0, elsewhere),
            TopicScore("oos_chitchat_or_fragment", 1, 1, None, None, as_talk),
            TopicScore("litigation_fee", 2, 1, 1.0, 1.0, refused),
            TopicScore("appeal", 1, 0, 1.0, 1.0, None),
            TopicScore("oos_criminal_sentencing_guilt", 1, 0, None, None, None),
        ),
        confusions=(elsewhere, refused, as_talk),
        bins=(
            Bin(1, 0.3, 0.0),
            Bin(2, 0.525, 0.0),
            Bin(1, 0.6, 1.0),
            Bin(2, pytest.approx(0.95), 1.0),
        ),
    )


def test_calibration_is_the_mean_distance_from_the_truth() -> None:
    found = score(ASKED, READINGS).calibration_error
    assert found == pytest.approx((0.3 + 2 * 0.525 + 0.4 + 2 * 0.05) / 6)


def test_score_of_nothing() -> None:
    """No questions, no shares."""
    assert score([], []) == Score(0, 0, None, None, None, None, None, (), (), ())
    assert score([], []).calibration_error is None


def test_score_wants_a_reading_for_each_question() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score(ASKED, [])


def test_what_the_engine_says_becomes_a_reading() -> None:
    parsed = {
        "intent": {"name": "procedure", "confidence": 0.8},
        "topic": "appeal",
        "topics": [{"topic": "appeal", "confidence": 0.8}],
        "in_scope": True,
    }
    assert Reading.from_parsed(parsed) == Reading(
        "procedure", 0.8, "appeal", (("appeal", 0.8),), True
    )
    talk = {"intent": {"name": "help", "confidence": None}, "topics": [], "in_scope": True}
    assert Reading.from_parsed(talk) == Reading("help", 0.0, None, (), True)
    assert Reading.from_parsed(talk).name == "help"


def test_the_table_has_every_figure_of_every_column() -> None:
    ours = Measured("本系统", ASKED, READINGS, [1, 2, 3, 4, 5, 9])
    nothing = Measured("别的", ASKED[4:], [reading("appeal", "appeal")] * 2, [20.0, 30.0])
    assert table([ours, nothing]) == [
        ("范围内／范围外句数 questions", "4/2", "0/2"),
        ("首选正确 top-1", "0.750", "–"),
        ("前三有正确 top-3", "1.000", "–"),
        ("在范围内且事项判对 decided", "0.500", "–"),
        ("范围外查准 out-of-scope precision", "0.500", "–"),
        ("范围外查全 out-of-scope recall", "0.500", "0.000"),
        ("置信度平均偏差 calibration error", "0.308", "0.900"),
        ("每句毫秒（中位数）ms a message", "3.5", "25.0"),
    ]
    assert [(q.text, r.name) for q, r in ours.mistakes] == [
        ("怎么起诉", "bankruptcy"),
        ("诉讼费", "oos_labour_rights"),
        ("哈哈", "help"),
    ]
