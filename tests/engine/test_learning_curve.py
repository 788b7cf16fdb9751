"""The learning curve, on a handful of lines."""

from __future__ import annotations

from benchmarks.learning_curve import curve, row
from bot.evaluation.questions import Question
from bot.nlu.understanding import Example

KINDS = {"上诉": ("procedure", "appeal"), "作证": ("procedure", "witness")}
LINES = [
    *(Example(f"{asked}{what}", *kind) for what, kind in KINDS.items() for asked in "怎如能何可要"),
    *(Example(f"加班{ask}", "out_of_scope", "oos_labour_rights") for ask in "几多少算给的"),
]


def test_one_training_for_each_number_of_lines() -> None:
    """What is asked is scored for each, and only so many lines of a label are trained on."""
    asked = {"mine": [Question("怎么上诉呢", "appeal"), Question("加班几倍", "oos_labour_rights")]}
    found = list(curve(LINES, asked, (3, 100)))
    assert [(most, lines, name) for most, lines, name, _ in found] == [
        (3, 9, "mine"),
        (100, 18, "mine"),
    ]
    assert [(each.in_scope, each.out_of_scope, each.top1) for *_, each in found] == [
        (1, 1, 1.0)
    ] * 2


def test_a_row_of_the_table() -> None:
    """Shares to three places, a dash where nothing was asked; more than there are is all."""
    *_, found = next(curve(LINES, {"mine": [Question("怎么上诉呢", "appeal")]}, (3,)))
    assert row(3, 1234, "mine", found).startswith("| 3 | 1,234 | mine | 1.000 | 1.000 | ")
    assert row(10_000, 18, "mine", found).startswith("| all | 18 | mine | 1.000 | ")
    assert row(10_000, 18, "mine", found).endswith(" | - |")
