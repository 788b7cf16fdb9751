"""``python -m bot case-number``: the exact output, and input that is broken."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot.commands.case_number import run


def answered(raw: bytes) -> list[dict[str, Any]]:
    """Return what the command writes for raw input, one object for each line."""
    stdin, written = io.TextIOWrapper(io.BytesIO(raw), encoding="ascii"), io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding="gbk")
    run(stdin, stdout)
    return [json.loads(line) for line in written.getvalue().decode("utf-8").splitlines()]


def test_the_contract_to_the_letter() -> None:
    out = io.StringIO()
    run(io.StringIO("案号是(2016)京0105民初12345号\n(2015)海行民初字第5号\n"), out)
    assert out.getvalue() == (
        '{"input": "案号是(2016)京0105民初12345号", "case_numbers": [{"text": '
        '"（2016）京0105民初12345号", "year": 2016, "court_code": "京0105", "court_name": '
        '"北京市朝阳区人民法院", "specialised": null, "type_code": "民初", "serial": 12345, '
        '"suffix": null}]}\n'
        '{"input": "(2015)海行民初字第5号", "case_numbers": [{"text": "（2015）海行民初字第5号", '
        '"year": 2015, "court_code": null, "court_name": null, "specialised": null, "type_code": '
        'null, "serial": 5, "suffix": null, "legacy": true}]}\n'
    )


def test_one_object_for_each_line_even_an_empty_one() -> None:
    raw = "\ufeff(2016)京0999民初5号之一\r\n\r\n没有\r\n(2016)京0105民初5、6号".encode()
    lines = answered(raw)
    assert [line["input"] for line in lines] == [
        "(2016)京0999民初5号之一",
        "",
        "没有",
        "(2016)京0105民初5、6号",
    ]
    assert lines[0]["case_numbers"] == [
        {
            "text": "（2016）京0999民初5号",
            "year": 2016,
            "court_code": "京0999",
            "court_name": None,
            "specialised": None,
            "type_code": "民初",
            "serial": 5,
            "suffix": "之一",
        }
    ]
    assert [[number["serial"] for number in line["case_numbers"]] for line in lines] == [
        [5],
        [],
        [],
        [5, 6],
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00(2016)\xc0\xaf\n",
        b"\x00\n",
        b"\xe4\xba\n",
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_broken_bytes_are_answered(raw: bytes) -> None:
    (line,) = answered(raw)
    assert line["case_numbers"] == []


def test_a_number_among_broken_bytes_is_found() -> None:
    (line,) = answered(b"\xff" + "(2016)京0105民初5号".encode() + b"\xfe\n")
    assert line["input"] == "\ufffd(2016)京0105民初5号\ufffd"
    assert [number["text"] for number in line["case_numbers"]] == ["（2016）京0105民初5号"]


def test_lone_surrogates_in_text_do_not_stop_the_output() -> None:
    out = io.BytesIO()
    stdout = io.TextIOWrapper(out, encoding="utf-8")
    run(io.StringIO("\ud800\n"), stdout)
    assert out.getvalue() == b'{"input": "?", "case_numbers": []}\n'


def test_a_megabyte_in_one_line() -> None:
    (line,) = answered(("（2016）京0105民初5号，" * 60_000).encode())
    assert len(line["case_numbers"]) == 60_000


class Gone(io.StringIO):
    """A reader that has left, as in ``| head -1``."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


class Flushed(io.StringIO):
    """A writer that keeps what it held at each flush."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def flush(self) -> None:
        self.seen.append(self.getvalue())


def test_a_reader_that_has_gone_ends_it_quietly() -> None:
    run(io.StringIO("1\n2\n"), Gone())


def test_each_line_is_answered_before_the_next_is_read() -> None:
    out = Flushed()
    run(io.StringIO("a\nb\n"), out)
    assert [text.count("\n") for text in out.seen] == [1, 2]
