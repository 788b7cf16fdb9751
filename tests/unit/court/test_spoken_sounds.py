"""Which characters a heard one may stand for."""

from __future__ import annotations

import pytest

from bot.court.case_number_faults import PROVINCES
from bot.court.spoken_sounds import Numeral, Syllable, alphabet, meant, numeral, readings


@pytest.mark.parametrize(
    ("heard", "char"),
    [
        *zip(
            "经星斤今金惊月越集直只瞎名明出回辉户行好耗鱼干钱號執經複闪晚",
            "京京京京京京粤粤执执知辖民民初恢恢沪号号号渝甘黔号执京复陕皖",
            strict=True,
        )
    ],
)
def test_what_recognisers_write_is_understood(heard: str, char: str) -> None:
    assert 0 < meant(heard)[char] <= 1.3


def test_sounds_are_nearer_the_more_they_agree() -> None:
    costs = [meant(heard)["津"] for heard in ("津", "巾", "进", "惊", "竟")]
    assert costs == [0, 0.5, 0.75, 1.0, 1.25]
    assert "津" not in meant("法")


def test_criminal_and_administrative_are_the_same_sound() -> None:
    assert meant("刑") | {"刑": 0, "行": 0.01} == meant("刑")
    assert meant("行") | {"行": 0, "刑": 0.01} == meant("行")
    # What is neither is nearer to neither.
    assert meant("形")["刑"] == meant("形")["行"] == 0.5


def test_each_province_is_nearest_to_itself() -> None:
    assert [min(meant(char), key=lambda found: meant(char)[found]) for char in PROVINCES] == [
        *PROVINCES
    ]
    assert len(alphabet()) == len(set(alphabet()))


@pytest.mark.parametrize(
    ("heard", "value"),
    [*zip("0〇洞O幺两兩拐勾陸萬千十", "0000122796万千十", strict=True)],
)
def test_clear_figures_cost_nothing(heard: str, value: str) -> None:
    assert numeral(heard) == Numeral(value, 0)


@pytest.mark.parametrize(
    ("heard", "value"),
    [*zip("要腰医而山是武留期吧就灵晚", "111234567890万", strict=True)],
)
def test_what_sounds_like_a_figure_costs(heard: str, value: str) -> None:
    read = numeral(heard)
    assert read is not None
    assert (read.value, read.cost > 0) == (value, True)


@pytest.mark.parametrize("heard", ["法", "院", "A", "，", "号", "é", "😀"])
def test_what_is_no_figure(heard: str) -> None:
    assert numeral(heard) is None


def test_readings_are_the_common_ones() -> None:
    assert readings("行") == ((Syllable("x", "ing", "2"), 0), (Syllable("h", "ang", "2"), 0.4))
    assert readings("粤") == ((Syllable("", "ve", "4"), 0),)
    assert readings("a") == ()
