"""A local directory with model.onnx and tokenizer.json, as most embedding models are published."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from bot.nlu.embedding.embedder import of_length_one

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
_LONGEST = 256


class OnnxDirectory:
    """The mean of the last layer over the tokens of a text."""

    def __init__(self, folder: Path) -> None:
        """Open the model with one thread; raises ImportError without onnxruntime or tokenizers."""
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = runtime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._wanted = {each.name for each in self._session.get_inputs()}
        self._tokenizer = import_module("tokenizers").Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 matrix, a row a text."""
        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        layer = self._session.run(None, {k: v for k, v in given.items() if k in self._wanted})[0]
        weights = mask[:, :, np.newaxis]
        return of_length_one((layer * weights).sum(axis=1) / weights.sum(axis=1))
