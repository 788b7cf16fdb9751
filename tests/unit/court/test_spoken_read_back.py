"""Case numbers in words for the telephone."""

from __future__ import annotations

import pytest

from bot.court.case_number import CaseNumber
from bot.court.spoken_read_back import read_back


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "（2016）京0105民初12345号",
            "二零幺六年，京零幺零五，民初，幺二三四五号，北京市朝阳区人民法院。",
        ),
        (
            "（2023）津0105行初12号",
            "二零二三年，津零幺零五，行初，行政，幺二号，天津市河北区人民法院。",
        ),
        (
            "（2023）津0105刑初12号",
            "二零二三年，津零幺零五，刑初，刑事，幺二号，天津市河北区人民法院。",
        ),
        ("（2022）最高法知民终1号", "二零二二年，最高法，知民终，幺号，最高人民法院。"),
        (
            "（2020）皖02民终121号之一",
            "二零二零年，皖零二，民终，幺二幺号之一，安徽省芜湖市中级人民法院。",
        ),
        ("（2020）京0999民初5号", "二零二零年，京零九九九，民初，五号。"),
        ("（2015）浦民一（民）初字第00012号", "二零幺五年，浦民一民初字第，零零零幺二号。"),
    ],
)
def test_every_figure_alone_and_the_name_of_the_court(written: str, said: str) -> None:
    assert read_back(CaseNumber.parse(written)) == said
