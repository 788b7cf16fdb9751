"""One shape for every error of the console's API: a code for programs, a sentence for staff."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bot.desk.appointments.errors import AppointmentError, BadPlan, NoSuchBooking
from bot.desk.corrections.errors import (
    CorrectionError,
    Incomplete,
    NoSuchCorrection,
    NothingToCorrect,
    OwnCorrection,
)
from bot.desk.editing.errors import (
    EditingError,
    NoSuchArticle,
    NoSuchDraft,
    NotTheAuthor,
    OwnDraft,
)
from bot.desk.errors import DeskError, UnknownConversation
from bot.desk.handover.errors import (
    HandoverError,
    HeldByAnother,
    NoSuchForward,
    NotHandedOver,
    NotTheHolder,
    OtherCourt,
)
from bot.desk.orders.errors import BadForm, NoSuchOrder, NotNow, NotTheHandler, OrderError
from bot.desk.staff.errors import StaffError


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """The body of every error."""

    error: ErrorDetail


class ConsoleError(Exception):
    """An error that staff are told about."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """``message`` is a sentence in Chinese."""
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


# Another court's conversation looks like one that does not exist.
_OF_HANDOVER: dict[type[HandoverError], tuple[int, str]] = {
    OtherCourt: (404, "not_found"),
    NotHandedOver: (409, "not_handed_over"),
    HeldByAnother: (409, "held_by_another"),
    NotTheHolder: (409, "not_the_holder"),
    NoSuchForward: (409, "no_such_forward"),
}
# What editing refuses; the rest is a conflict with how things stand.
_OF_EDITING: dict[type[EditingError], tuple[int, str]] = {
    NoSuchDraft: (404, "not_found"),
    NoSuchArticle: (404, "not_found"),
    NotTheAuthor: (403, "not_the_author"),
    OwnDraft: (403, "own_draft"),
}
_OF_CORRECTIONS: dict[type[CorrectionError], tuple[int, str]] = {
    NoSuchCorrection: (404, "not_found"),
    NothingToCorrect: (404, "not_found"),
    OwnCorrection: (403, "own_correction"),
    Incomplete: (422, "incomplete"),
}
_OF_ORDERS: dict[type[OrderError], tuple[int, str]] = {
    NoSuchOrder: (404, "not_found"),
    NotNow: (409, "not_now"),
    NotTheHandler: (409, "not_the_handler"),
    BadForm: (422, "bad_form"),
}
_NOT_FOUND = "没有这段对话。"


def error_response(status: int, code: str, message: str) -> JSONResponse:
    """Return the answer for an error."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)


async def on_console_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer a ConsoleError."""
    assert isinstance(error, ConsoleError)
    return error_response(error.status, error.code, error.message)


async def on_handover_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what ownership refuses."""
    assert isinstance(error, HandoverError)
    status, code = _OF_HANDOVER[type(error)]
    return error_response(status, code, _NOT_FOUND if status == 404 else str(error))


async def on_desk_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the desk does not know."""
    if isinstance(error, UnknownConversation):
        return error_response(404, "not_found", _NOT_FOUND)
    return error_response(409, "refused", "现在不能这样做，请刷新后再试。")


async def on_staff_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what accounts refuse."""
    return error_response(422, "staff", str(error))


async def on_editing_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what editing refuses."""
    assert isinstance(error, EditingError)
    status, code = _OF_EDITING.get(type(error), (409, "refused"))
    return error_response(status, code, str(error))


async def on_correction_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what corrections refuse."""
    assert isinstance(error, CorrectionError)
    status, code = _OF_CORRECTIONS.get(type(error), (409, "refused"))
    return error_response(status, code, str(error))


async def on_order_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what work orders refuse."""
    assert isinstance(error, OrderError)
    status, code = _OF_ORDERS[type(error)]
    return error_response(status, code, str(error))


async def on_appointment_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what appointments refuse."""
    if isinstance(error, NoSuchBooking):
        return error_response(404, "not_found", str(error))
    if isinstance(error, BadPlan):
        return error_response(422, "bad_plan", str(error))
    return error_response(409, "refused", str(error))


async def on_bad_request(_request: Request, error: Exception) -> JSONResponse:
    """Name the first field that does not fit."""
    assert isinstance(error, RequestValidationError)
    where = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
    return error_response(422, "invalid", f"这一项填得不对：{where or '请求的格式'}。")


async def on_http_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses in the same shape."""
    status = getattr(error, "status_code", 500)
    known = {404: ("not_found", "没有这个地址。"), 405: ("method", "这个地址不接受这种请求。")}
    code, message = known.get(status, ("bad_request", "请求的格式不对。"))
    return error_response(status, code, message)


async def on_bug(_request: Request, _error: Exception) -> JSONResponse:
    """Answer a failure of ours without a word of its insides."""
    return error_response(500, "internal", "系统出了点问题，操作没有生效，请稍后再试。")


HANDLERS = {
    ConsoleError: on_console_error,
    HandoverError: on_handover_error,
    DeskError: on_desk_error,
    StaffError: on_staff_error,
    OrderError: on_order_error,
    EditingError: on_editing_error,
    CorrectionError: on_correction_error,
    AppointmentError: on_appointment_error,
    RequestValidationError: on_bad_request,
}
