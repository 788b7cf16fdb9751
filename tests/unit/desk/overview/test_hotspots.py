"""Small cells are hidden, and so is what would give them away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.overview.hotspots import SMALL, Cell, stage_of, suppressed

CELLS = st.dictionaries(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("东西"), st.sampled_from("一二")),
    st.integers(1, 12),
)


@given(CELLS)
def test_no_hidden_count_can_be_told_from_its_courts_sum(cells: dict[Cell, int]) -> None:
    told = suppressed(cells)
    assert all(count >= SMALL and cells[cell] == count for cell, count in told.items())
    for court in {cell[1] for cell in cells}:
        of_court = {cell for cell in cells if cell[1] == court}
        hidden = of_court - set(told)
        if len(hidden) == 1:
            # Only where the court has nothing else to hide behind.
            assert of_court == hidden


def test_what_is_large_is_told_largest_first() -> None:
    cells = {("甲", "东", "一"): 5, ("乙", "东", "一"): 9, ("丙", "东", "一"): 9}
    assert list(suppressed(cells).items()) == [
        (("丙", "东", "一"), 9),
        (("乙", "东", "一"), 9),
        (("甲", "东", "一"), 5),
    ]


def test_the_stage_is_that_of_the_case_number() -> None:
    assert stage_of("（2026）京0105民初12345号") == "民事一审"
    assert stage_of("（2026）京0105执123号") is not None
    assert stage_of("没有") is None
