"""The table of case types."""

from __future__ import annotations

from collections import Counter

from bot.court import case_types


def test_table_is_whole() -> None:
    found = [case_types.find(code) for code in case_types.codes()]
    kinds = Counter(case_type.kind for case_type in found if case_type)
    assert kinds == {"formal": 129, "pre_filing": 3, "superseded": 2}
    assert case_types.specialised_codes() == ("知", "商")


def test_codes_are_unique_and_longest_first() -> None:
    codes = case_types.codes()
    assert len(codes) == len(set(codes)) == 134
    assert [len(code) for code in codes] == sorted(map(len, codes), reverse=True)
    assert all(len(code) <= 3 for code in codes if code != "民诉前调")


def test_one_code_can_serve_several_kinds_of_case() -> None:
    assert case_types.find("破") == case_types.CaseType(
        code="破",
        names=("破产清算案件", "破产重整案件", "破产和解案件"),
        major_class="强制清算与破产案件",
        kind="formal",
        verified="V",
    )


def test_what_is_not_a_type_is_not_found() -> None:
    assert [case_types.find(code) for code in ("知", "民某", "")] == [None, None, None]


def test_pre_filing_mediation_is_marked_as_not_filed() -> None:
    mediation = case_types.find("民诉前调")
    assert mediation is not None and mediation.kind == "pre_filing"
