"""The console's pages, as Vite built them."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from bot.settings import ROOT

router = APIRouter(include_in_schema=False)

DIST = ROOT / "console" / "web" / "dist"

_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>诉讼服务工作台</title>"
    "<p>网页还没有生成，请运行 make run。"
)


@router.get("/")
async def index() -> Response:
    """Serve the page; never cached, so that a new version is seen at once."""
    built = DIST / "desk.html"
    if not built.is_file():
        return HTMLResponse(_NOT_BUILT, status_code=503)
    return FileResponse(built, headers={"Cache-Control": "no-cache"})


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """Serve a built file; its name holds a hash, so that it never changes."""
    found = DIST / "assets" / Path(name).name
    if not found.is_file():
        return Response(status_code=404)
    return FileResponse(found, headers={"Cache-Control": "public, max-age=31536000, immutable"})
