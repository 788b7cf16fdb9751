"""What can be wrong with an evaluation.

EvaluationError
└── BadQuestions    the file is not what was asked for; names the line
"""

from __future__ import annotations


class EvaluationError(Exception):
    """Nothing can be measured; the message is one sentence for who asked."""


class BadQuestions(EvaluationError):
    """The file of questions cannot be used."""
