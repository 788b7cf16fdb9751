"""The pages for binding, as HTML without scripts: they must work in every WeChat."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi.responses import HTMLResponse

STYLE = """
body{margin:0;font:17px/1.6 sans-serif;color:#1a1a1a;background:#f5f6f7}
main{max-width:32rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.35rem;margin:.5rem 0 1rem}
label{display:block;margin:1rem 0 .25rem;font-weight:bold}
input[type=text],input[type=tel]{width:100%;box-sizing:border-box;padding:.75rem;font-size:1rem;
border:1px solid #767676;border-radius:.4rem;background:#fff}
button{width:100%;margin-top:1.25rem;padding:.85rem;font-size:1.05rem;border:0;border-radius:.4rem;
background:#0b5cad;color:#fff}
button.plain{background:#fff;color:#a01c1c;border:1px solid #a01c1c}
.note{color:#555;font-size:.95rem}
.fault{background:#fdecec;border-left:.3rem solid #a01c1c;padding:.75rem;margin:1rem 0}
.done{background:#e9f5ec;border-left:.3rem solid #1d7a3a;padding:.75rem;margin:1rem 0}
"""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<title>{title}</title><link rel="stylesheet" href="/wechat/bind.css"></head>'
    "<body><main><h1>{title}</h1>{body}</main></body></html>"
)
_WHY = (
    '<p class="note">绑定以后，在公众号里问自己的案件，不用每次都输查询码。'
    "绑定 {days} 天有效，随时可以在这里解除。查询码和手机号只用来核对，不保存。</p>"
)
_FORM = (
    '<form method="post" action="/wechat/bind"><input type="hidden" name="token" value="{token}">'
    '<input type="hidden" name="step" value="{step}">{fields}<button>{button}</button></form>'
)


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Return a page. ``body`` is HTML."""
    return HTMLResponse(_PAGE.format(title=escape(title), body=body), status, _HEADERS)


def ask_case(token: str, bound: Sequence[str], days: int, fault: str = "") -> HTMLResponse:
    """Ask for the case and its query code; show what is bound."""
    fields = (
        '<label for="number">案号</label>'
        '<input id="number" name="number" type="text" maxlength="60" required autocomplete="off" '
        'placeholder="（2026）京0105民初12345号">'
        '<label for="code">查询码</label>'
        '<input id="code" name="code" type="text" maxlength="30" required autocomplete="off" '
        'inputmode="numeric">'
        '<label for="phone">在法院登记的手机号（法院给您发过短信的）</label>'
        '<input id="phone" name="phone" type="tel" maxlength="20" autocomplete="tel">'
    )
    form = _FORM.format(token=escape(token), step="check", fields=fields, button="下一步")
    body = _fault(fault) + _bound(token, bound) + _WHY.format(days=days) + form
    return page("绑定我的案件", body, 400 if fault else 200)


def ask_code(token: str, where: str, fault: str = "") -> HTMLResponse:
    """Ask for the one-time code. ``where`` it was sent to, in words."""
    fields = (
        '<label for="otp">六位验证码</label>'
        '<input id="otp" name="otp" type="text" maxlength="6" required inputmode="numeric" '
        'autocomplete="one-time-code">'
    )
    note = f'<p class="note">验证码已经发到{escape(where)}，十分钟内有效。</p>' if where else ""
    form = _FORM.format(token=escape(token), step="confirm", fields=fields, button="绑定")
    return page("输入验证码", _fault(fault) + note + form, 400 if fault else 200)


def done(words: str) -> HTMLResponse:
    """Say that something is done."""
    back = '<p class="note">请点左上角返回公众号。</p>'
    return page("办好了", f'<p class="done">{escape(words)}</p>{back}')


def sorry(words: str, status: int) -> HTMLResponse:
    """Say that it does not work, and what to do."""
    return page("暂时办不了", _fault(words), status)


def _bound(token: str, bound: Sequence[str]) -> str:
    if not bound:
        return ""
    listed = "".join(f"<li>{escape(number)}</li>" for number in bound)
    undo = _FORM.format(token=escape(token), step="undo", fields="", button="解除全部绑定")
    return f"<p>已经绑定：</p><ul>{listed}</ul>{undo.replace('<button>', _PLAIN)}<hr>"


_PLAIN = '<button class="plain">'


def _fault(words: str) -> str:
    return f'<p class="fault" role="alert">{escape(words)}</p>' if words else ""
