"""What measured citizens say."""

from __future__ import annotations

from benchmarks.messages import DemoCase, conversations

CASES = [DemoCase(f"（2026）京0105民初90000{number}号", f"1234567{number}") for number in range(9)]


def test_every_citizen_asks_about_the_own_case_in_order() -> None:
    for case, told in zip(CASES, conversations(CASES), strict=True):
        texts = [said.text for said in told]
        place = texts.index(case.number)
        assert texts[place - 1 : place + 2] == [
            "我的案子到哪一步了",
            case.number,
            f"查询码 {case.query_code}",
        ]
        assert told[place + 1].expects == "timeline"


def test_citizens_do_not_all_say_the_same_at_once() -> None:
    told = conversations(CASES)
    assert len({each[0].text for each in told[:7]}) == 7
    assert len({len(each) for each in told}) == 1
    assert sorted(said.text for said in told[0])[:3] == sorted(said.text for said in told[7])[:3]
