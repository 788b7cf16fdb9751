"""What must hold for every case number, every decoration of it, and every text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.court import case_types, courts
from bot.court.case_number import CaseNumber, find_all, normalise
from bot.court.written_text import CLOSING, OPENING, fold, numeral, ordinal

OPEN = [char for char in OPENING if char != "〝"]
CODES = [court.code for court in courts.all_courts() if court.code]
PROVINCES = [code for code in CODES if len(code) == 1]
BETWEEN = ["", "", "", " ", "　", "\u200b", "\ufeff", "\n", "\t", "\u00a0"]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

# The tables are read on the first example, which no deadline should judge.
unhurried = settings(deadline=None)
thorough = settings(deadline=None, max_examples=500)

years = st.integers(2016, 2099)
codes = st.one_of(
    st.sampled_from(CODES),
    st.builds("{}{:02}".format, st.sampled_from(PROVINCES), st.integers(0, 99)),
    st.builds("{}{:04}".format, st.sampled_from(PROVINCES), st.integers(0, 9999)),
)
# 商 and 初 make one more type, that of the international commercial court.
kinds = st.one_of(
    st.tuples(st.sampled_from([None, "知"]), st.sampled_from(case_types.codes())),
    st.just(("商", "初")),
)
suffixes = st.one_of(st.none(), st.integers(1, 30).map(lambda n: f"之{ordinal(n)}"))


@st.composite
def modern(draw: st.DrawFn) -> CaseNumber:
    special, kind = draw(kinds)
    serial = draw(st.integers(1, 999_999))
    return CaseNumber(draw(years), draw(codes), special, kind, serial, draw(suffixes))


@st.composite
def legacy(draw: st.DrawFn) -> CaseNumber:
    place = draw(st.sampled_from(["海", "朝", "浦", "穗中法", "沪一中", "鄂硚口", "温瓯", ""]))
    procedure = draw(
        st.sampled_from(["民初", "民一终", "民三（知）初", "刑初", "行终", "执", "商初", "民再"])
    )
    written = draw(st.sampled_from(["{}", "{:05}"])).format(draw(st.integers(1, 99_999)))
    ordinal_word = draw(st.sampled_from(["字第", "字"]))
    return CaseNumber(
        year=draw(st.integers(1980, 2015)),
        court_code=None,
        specialised=None,
        type_code=None,
        serial=int(written),
        suffix=draw(suffixes),
        legacy=True,
        stem=f"{place}{procedure}{ordinal_word}",
        written_serial=written,
    )


@st.composite
def decorated(draw: st.DrawFn) -> tuple[CaseNumber, str]:
    """Draw a number and one way to write it: brackets, widths, 號, things between characters."""
    number = draw(st.one_of(modern(), legacy()))
    text = number.text[1:]
    year, rest = text.split("）", 1)
    opening = draw(st.sampled_from([*OPEN, ""]))
    closing = draw(st.sampled_from([*CLOSING, "年", ""] if not opening else list(CLOSING)))
    written = f"{opening}{year}{closing}{rest}{number.suffix or ''}"
    if draw(st.booleans()):
        written = written.translate(WIDE)
    if draw(st.booleans()):
        written = written.replace("号", "號")
    gaps = draw(
        st.lists(st.sampled_from(BETWEEN), min_size=len(written) - 1, max_size=len(written) - 1)
    )
    return number, written[0] + "".join(a + b for a, b in zip(gaps, written[1:], strict=True))


PIECES = (
    "号 、 ， 5号 3828 - 至 之一 （ ） 2019年 2016 京0105 民初 字第 开庭 13800000000 审 １ 一 执 年"
)
fragments = st.one_of(
    decorated().map(lambda pair: pair[1]),
    st.sampled_from([*PIECES.split(), " ", "\n"]),
    st.text(max_size=5),
)
texts = st.lists(fragments, max_size=10).map("".join)


@given(st.one_of(modern(), legacy()))
@unhurried
def test_canonical_text_parses_to_the_same_number(number: CaseNumber) -> None:
    assert CaseNumber.parse(number.text + (number.suffix or "")) == number


@given(
    decorated(),
    st.sampled_from(["", "案号是", "电话13800000000，", "您好！\n", "（见附件）"]),
    st.sampled_from(["", "，5号开庭", "民事判决书", " 13800000000", "。谢谢", "\n第二行"]),
)
@thorough
def test_any_decoration_reads_as_the_number_in_its_place(
    pair: tuple[CaseNumber, str], before: str, after: str
) -> None:
    number, written = pair
    (found,) = find_all(before + written + after)
    assert found.case_numbers == (number,)
    assert (found.start, found.end) == (len(before), len(before + written))


@given(texts)
@thorough
def test_every_place_is_itself_what_was_found(text: str) -> None:
    end = 0
    for found in find_all(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        (again,) = find_all(text[found.start : found.end])
        assert again.case_numbers == found.case_numbers
        assert (again.start, again.end) == (0, found.end - found.start)
        assert all(1 <= number.serial < 10**8 for number in found.case_numbers)


@given(st.text())
@unhurried
def test_any_text_is_survived(text: str) -> None:
    assert all(found.case_numbers for found in find_all(text))
    assert isinstance(normalise(text), str)


PAPERS = (
    "司鉴 鉴 法临鉴 精鉴 证 公证 内民证 证执 劳仲裁 劳人仲案 劳人仲 仲裁 "
    "土 国土 国用 集用 房权证 地权证 公刑立 公刑复 检民监 检刑抗 政复决 "
    "行罚决 卫医罚 税罚 人社认 人社工伤 价认 商评 狱减"
)


@given(
    st.integers(1990, 2030),
    st.sampled_from(["", "京", "浦", "穗", "城法", "盐", "乌"]),
    st.sampled_from(PAPERS.split()),
    st.sampled_from(["字第", "字"]),
    st.integers(1, 99_999),
    st.sampled_from(["（{}）", "({})", "〔{}〕", "[{}]", "{}", "{}年"]),
)
@unhurried
def test_papers_numbered_alike_are_never_taken(
    year: int, place: str, words: str, ordinal_word: str, serial: int, brackets: str
) -> None:
    written = brackets.format(year)
    for text in (
        f"{written}{place}{words}{ordinal_word}{serial}号",
        f"{place}{words}字{written}第{serial}号",
        f"{place}{words}{written}{serial}号",
    ):
        assert find_all(f"见{text}。") == []


@given(st.integers(1, 99))
@unhurried
def test_ordinals_are_read_as_written(number: int) -> None:
    assert numeral(ordinal(number)) == number


@given(st.text())
@unhurried
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert [fold(text[folded.at(i)]).text for i in range(len(folded.text))] == list(folded.text)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("2016京", 0),
        ("2016", 0),
        ("（", 0),
        ("一", 0),
        ("（2016）民民民民民民民民民民民民民民民民民", 0),
        ("（2014）浦民一（民）初字第", 0),
        ("（2016）京0105民初1、2、3、4、5、6、7、8、9、，", MEGABYTE // 32),
        ("（2016）京0105民初1-200、1-200、1-200、1号。", MEGABYTE // 34),
    ],
)
def test_hostile_megabyte_is_read_in_linear_time(unit: str, found: int) -> None:
    """The time-out of the test run stands guard: quadratic time would take hours."""
    assert len(find_all(unit * (MEGABYTE // len(unit)))) == found
