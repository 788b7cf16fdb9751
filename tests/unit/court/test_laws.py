"""Citations of laws."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.court.basis import Basis
from bot.court.laws import LAWS, basis

KNOWLEDGE = Path(__file__).parents[3] / "data" / "knowledge" / "laws.yml"


@pytest.mark.parametrize(
    ("articles", "cited"),
    [
        (("171",), "《民事诉讼法》第171条（2023-09-01修正，2024-01-01施行）"),
        (("157", "171"), "《民事诉讼法》第157条、第171条（2023-09-01修正，2024-01-01施行）"),
        (("127(七)",), "《民事诉讼法》第127条(七)（2023-09-01修正，2024-01-01施行）"),
    ],
)
def test_a_basis_is_cited_as_citizens_read_it(articles: tuple[str, ...], cited: str) -> None:
    assert basis("民事诉讼法", *articles).cite() == cited


def test_a_basis_names_the_version_in_force() -> None:
    assert basis("仲裁法", "72") == Basis("仲裁法", ("72",), "2025-09-12修订，2026-03-01施行")


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(KeyError, match="无此法"):
        basis("无此法", "1")


def test_calculations_and_articles_cite_the_same_versions() -> None:
    known = yaml.safe_load(KNOWLEDGE.read_text(encoding="utf-8"))
    assert {name: known[name]["version"] for name in LAWS} == {
        name: law.version for name, law in LAWS.items()
    }
