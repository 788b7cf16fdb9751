"""The baseline's model is kept apart from ours and depends on other sources."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.baseline import COMMAND, CONFIG, SOURCES, baseline
from bot.model import Models
from bot.settings import ROOT


def test_its_models_have_a_folder_and_a_fingerprint_of_their_own(tmp_path: Path) -> None:
    models = baseline(tmp_path)
    assert models.folder == tmp_path / "cache" / "baseline"
    assert models.path() == models.folder / f"{models.fingerprint()}.tar.gz"
    assert models.fingerprint() != Models(ROOT).fingerprint()


def test_it_is_made_from_files_that_are_there() -> None:
    assert [source for source in SOURCES if not (ROOT / source).exists()] == []


def test_it_is_trained_with_its_own_pipeline() -> None:
    assert COMMAND[-2:] == ("--config", CONFIG)
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    theirs = yaml.safe_load((ROOT / CONFIG).read_text(encoding="utf-8"))
    assert theirs["policies"] == ours["policies"]
    assert theirs["language"] == ours["language"]
