"""Errors of work orders.

OrderError
├── NoSuchOrder     no order of this court has the receipt
├── NotNow          the stage it is in does not allow that
├── NotTheHandler   a colleague handles it
└── BadForm         a kind or a field that does not exist, or one that is missing
"""

from __future__ import annotations


class OrderError(Exception):
    """Base of the errors of work orders; the message is a sentence for staff."""


class NoSuchOrder(OrderError):
    """No order of this court has the receipt, which is also what another court's looks like."""

    def __init__(self) -> None:
        """Say it always in the same words."""
        super().__init__("没有这张工单。")


class NotNow(OrderError):
    """The stage it is in does not allow that."""


class NotTheHandler(OrderError):
    """A colleague handles it."""


class BadForm(OrderError):
    """A kind or a field that does not exist, or one that is missing."""
