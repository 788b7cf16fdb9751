"""A button named in words."""

from __future__ import annotations

import pytest

from bot.desk.choices import chosen
from bot.desk.replies import Button

OFFERED = tuple(Button(title=title, payload=f"/{title}") for title in ("上诉", "起诉", "转人工"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("第二个", "起诉"),
        ("选第2个", "起诉"),
        ("选2", "起诉"),
        ("我要第一个。", "上诉"),
        ("第三项吧", "转人工"),
        ("最后一个", "转人工"),
        ("转人工", "转人工"),
        ("起诉！", "起诉"),
    ],
)
def test_a_button_is_named_by_place_or_title(text: str, title: str) -> None:
    button = chosen(text, OFFERED)
    assert button is not None and button.title == title


@pytest.mark.parametrize(
    "text", ["2", "二", "第四个", "第二次开庭", "第二个被告怎么办", "", "起诉要什么"]
)
def test_a_value_or_a_question_is_no_choice(text: str) -> None:
    assert chosen(text, OFFERED) is None


def test_nothing_offered_nothing_chosen() -> None:
    assert chosen("第一个", ()) is None
