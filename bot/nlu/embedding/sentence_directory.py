"""A local directory as sentence-transformers saves it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from bot.nlu.embedding.embedder import of_length_one

MODULES = "modules.json"


class SentenceDirectory:
    """Whatever modules the directory names, run by their own package."""

    def __init__(self, folder: Path) -> None:
        """Open the model on the processor; raises ImportError without sentence-transformers."""
        package = import_module("sentence_transformers")
        self._model = package.SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 matrix, a row a text."""
        return of_length_one(self._model.encode(list(texts), show_progress_bar=False))
