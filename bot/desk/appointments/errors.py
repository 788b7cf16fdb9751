"""Errors of appointments.

AppointmentError
├── NoSuchBooking    no booking of this court has the receipt
├── NotOffered       the court does not offer that service at that time
├── SlotFull         somebody else was quicker
├── TooMany          this conversation has as many bookings as one may have
├── NotNow           the booking is over, cancelled or not complete
└── BadPlan          a weekly plan or a closure that cannot be
"""

from __future__ import annotations


class AppointmentError(Exception):
    """Base of the errors of appointments; the message is a sentence in Chinese."""


class NoSuchBooking(AppointmentError):
    """No booking of this court has the receipt, which is also what another court's looks like."""

    def __init__(self) -> None:
        """Say it always in the same words."""
        super().__init__("没有这个预约。")


class NotOffered(AppointmentError):
    """The court does not offer that service at that time."""

    def __init__(self) -> None:
        """Say it always in the same words."""
        super().__init__("这个时间现在不开放预约，请换一个时间。")


class SlotFull(AppointmentError):
    """Somebody else was quicker."""

    def __init__(self) -> None:
        """Say it always in the same words."""
        super().__init__("这个时间刚刚约满了，请换一个时间。")


class TooMany(AppointmentError):
    """This conversation has as many bookings as one may have."""

    def __init__(self) -> None:
        """Say it always in the same words."""
        super().__init__("您已经有几个预约了，先取消一个，才能再约。")


class NotNow(AppointmentError):
    """The booking is over, cancelled or not complete."""


class BadPlan(AppointmentError):
    """A weekly plan or a closure that cannot be."""
