"""One shape for every error of the web API: a code for programs, a sentence for people."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse


class ApiError(Exception):
    """An error the caller is told about."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        """``message`` is shown to the citizen; ``retry_after`` in seconds."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def error_response(error: ApiError) -> JSONResponse:
    """Return the answer for an error."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    body = {"error": {"code": error.code, "message": error.message}}
    return JSONResponse(body, error.status, headers)


async def on_api_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an ApiError."""
    assert isinstance(error, ApiError)
    return error_response(error)


async def on_http_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses (unknown address, wrong method) in the same shape."""
    status = getattr(error, "status_code", 500)
    known = {404: ("not_found", "没有这个地址。"), 405: ("method", "这个地址不接受这种请求。")}
    code, message = known.get(status, ("bad_request", "请求的格式不对。"))
    return error_response(ApiError(status, code, message))


async def on_bug(_request: Request, _error: Exception) -> JSONResponse:
    """Answer a failure of ours without a word of its insides."""
    message = "抱歉，系统出了点问题。您的话没有丢，请稍后再试。"
    return error_response(ApiError(500, "internal", message))
