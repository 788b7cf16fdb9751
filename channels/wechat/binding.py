"""Binding a WeChat user to a litigant: who they are by OAuth, then credential and one-time code.

1. WeChat says who opens the page. The openid of a snapshot page is virtual and nobody's: refused.
2. The case number and the query code are verified as everywhere, with the same locks.
3. A one-time code goes to the phone that the court has written to about this case, if the ledger
   knows one and SMS can be sent; otherwise into the chat of the account.
4. Who enters it is bound, until it expires or they undo it.

The page knows its user by a signed cookie; a form carries a second one, bound to the first, so that
no other site can send it. Nothing that is typed is kept or logged.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlencode

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.exceptions import HTTPException

from bot.cases.access import Access, Granted, Locked, Subject
from bot.cases.bindings import Bindings
from bot.cases.dispatch.parts import normalise_phone
from bot.cases.grants import Grant
from bot.cases.identity import Hasher, QueryCode
from bot.court.case_number import CaseNumber, find_all
from bot.desk.addresses import conversation_at
from bot.desk.platforms import windows
from bot.desk.platforms.tokens import TokenUnavailable
from bot.desk.record import utcnow
from channels.limits import WeChat
from channels.rates import RateLimit
from channels.sms import Sms, SmsFailed, sms_of
from channels.state import Gateway
from channels.wechat import pages
from channels.wechat.api import Api
from channels.wechat.errors import ApiError
from channels.wechat.messages import client_of

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
CHANNEL = "wechat"
AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
_USER, _STATE = "wechat_user", "wechat_state"
_STAYS = 30 * 60
_STATE_STAYS = 10 * 60
_LONGEST_FORM = 4_096

NOT_VERIFIED = (
    "用您填的案号和查询码没有核验成功。请核对通知书上的案号和查询码，"
    "再试一次（还可以试 {left} 次）。"
)
LOCKED = (
    "核验失败次数太多，为了保护当事人，{minutes} 分钟内不能再试。需要帮忙，请回公众号说“人工”。"
)
NO_NUMBER = "没有认出案号。请写完整，比如“（2026）京0105民初12345号”。"
WRONG_PHONE = "这个手机号和法院给您发过短信的号码对不上，请核对后再试。"
NO_PERSON = "法院登记的信息里没有您的证件信息，暂时不能在这里绑定。请带身份证到诉讼服务大厅补登。"
NOT_SENT = "验证码没有发出去。请先在公众号里随便发一句话，再回到这里重新试。"
WRONG_CODE = "验证码不对，或者已经过期。请核对，或者重新绑定一次。"
SNAPSHOT = "这是预览页面，看不到您是谁。请点页面下方的“使用完整服务”，再打开一次。"
TOO_FAST = "您试得太快了，请过一分钟再试。"
_SMS = (
    "【诉讼服务】您正在微信绑定案件，验证码 {code}，十分钟内有效。"
    "不是您本人操作，请不要告诉任何人。"
)


class Binder:
    """What the binding pages work with."""

    def __init__(self, gateway: Gateway, api: Api, bindings: Bindings) -> None:
        """Use what the door has."""
        self.settings = gateway.settings
        self.database = gateway.database
        self.api = api
        self.bindings = bindings
        self.sms: Sms = sms_of(gateway.settings)
        hasher = Hasher(gateway.settings.hash_key.get_secret_value())
        self.access = Access(gateway.database, hasher, gateway.settings.lock_minutes)
        self._signer = URLSafeTimedSerializer(
            gateway.settings.secret_key.get_secret_value(), salt="wechat-binding"
        )
        self.tries = RateLimit(WeChat.BINDINGS_PER_MINUTE)

    def client_of(self, openid: str) -> str:
        """Return the keyed hash by which a user is known."""
        return client_of(self.settings, openid)

    def sign(self, what: str, value: str) -> str:
        """Return a value signed for one use."""
        return self._signer.dumps([what, value])

    def read(self, what: str, token: str | None, max_age: int = _STAYS) -> str | None:
        """Return a signed value; ``None`` if it is forged, too old, or for another use."""
        try:
            found = self._signer.loads(token or "", max_age=max_age)
        except BadData:
            return None
        fits = isinstance(found, list) and len(found) == 2 and found[0] == what
        return found[1] if fits and isinstance(found[1], str) else None

    async def send_code(self, openid: str, grant: Grant, phone: str, now: datetime) -> str:
        """Send a one-time code and return in words where to.

        Raises:
            NotBound: nobody can be bound, or the code did not leave; says why.
        """
        known = await self.bindings.is_phone_of(grant.key, phone) if phone else None
        if known is False:
            raise NotBound(WRONG_PHONE)
        code = await self.bindings.new_code(self.client_of(openid), grant, now)
        if code is None:
            raise NotBound(NO_PERSON)
        text = _SMS.format(code=code)
        try:
            if known and self.settings.sms_from:
                await self.sms.send(phone, text)
                return f"尾号 {phone[-4:]} 的手机"
            await self._chat(openid, text, now)
        except (ApiError, SmsFailed, TokenUnavailable) as error:
            log.warning("binding_code_not_sent", reason=type(error).__name__)
            raise NotBound(NOT_SENT) from None
        return "公众号的对话里"

    async def _chat(self, openid: str, text: str, now: datetime) -> None:
        async with self.database.write() as session:
            if not await windows.take(session, CHANNEL, openid, now):
                raise ApiError(45047, "counted here")
        await self.api.send_text(openid, text)


class NotBound(Exception):
    """It does not come to a binding; the message is for the citizen."""


def binder(request: Request) -> Binder:
    """Return what the pages work with.

    Raises:
        HTTPException: 404, when the door is closed or OAuth cannot work.
    """
    door = request.app.state.wechat
    if door is None or not door.api.is_usable or not door.binder.settings.public_url:
        raise HTTPException(404)
    found: Binder = door.binder
    return found


@router.get("/wechat/bind.css")
async def style() -> Response:
    """The pages' style."""
    return Response(pages.STYLE, media_type="text/css")


@router.get("/wechat/bind")
async def open_page(request: Request) -> Response:
    """Show the page to a known user; find out who it is first."""
    here = binder(request)
    openid = here.read("user", request.cookies.get(_USER))
    if openid is not None:
        return await _case_page(here, openid)
    code, state = request.query_params.get("code", ""), request.query_params.get("state", "")
    cookie = here.read("state", request.cookies.get(_STATE), _STATE_STAYS)
    if not code or cookie is None or not secrets.compare_digest(cookie.encode(), state.encode()):
        return _to_wechat(here)
    try:
        openid, is_real = await here.api.who(code)
    except ApiError as error:
        log.warning("wechat_oauth_failed", reason=type(error).__name__, code=error.code)
        return pages.sorry("微信没有告诉我们您是谁，请返回公众号重新打开。", 502)
    if not is_real:
        return pages.sorry(SNAPSHOT, 403)
    # Without the code in its address: it is used up, and would stand in the history.
    answer = RedirectResponse("/wechat/bind", 303)
    _set_cookie(answer, _USER, here.sign("user", openid), _STAYS)
    answer.delete_cookie(_STATE)
    return answer


@router.post("/wechat/bind")
async def take_form(request: Request) -> Response:
    """Take a step: check, confirm or undo."""
    here = binder(request)
    openid = here.read("user", request.cookies.get(_USER))
    form = await _form(request)
    if openid is None or here.read("form", form.get("token")) != openid:
        return pages.sorry("页面放得太久，已经失效。请返回公众号重新打开。", 403)
    if not here.tries.allow(openid):
        return pages.sorry(TOO_FAST, 429)
    steps = {"check": _check, "confirm": _confirm, "undo": _undo}
    step = steps.get(form.get("step", ""))
    return await step(here, openid, form) if step else await _case_page(here, openid)


async def _check(here: Binder, openid: str, form: dict[str, str]) -> Response:
    number = _number_in(form.get("number", ""))
    if number is None:
        return await _case_page(here, openid, NO_NUMBER)
    now = utcnow()
    async with here.database.write() as session:
        conversation_id = await conversation_at(session, CHANNEL, openid)
    outcome = await here.access.verify(
        number,
        QueryCode(form.get("code", "")[:40]),
        Subject(conversation_id, here.client_of(openid)),
        f"bind-{secrets.token_hex(8)}",
        now,
    )
    if isinstance(outcome, Locked):
        return await _case_page(here, openid, LOCKED.format(minutes=here.settings.lock_minutes))
    if not isinstance(outcome, Granted):
        return await _case_page(here, openid, NOT_VERIFIED.format(left=outcome.tries_left))
    phone = normalise_phone(form.get("phone", "")) or ""
    try:
        where = await here.send_code(openid, outcome.grant, phone, now)
    except NotBound as error:
        return await _case_page(here, openid, str(error))
    return pages.ask_code(here.sign("form", openid), where)


async def _confirm(here: Binder, openid: str, form: dict[str, str]) -> Response:
    async with here.database.write() as session:
        conversation_id = await conversation_at(session, CHANNEL, openid)
    code = "".join(form.get("otp", "").split())
    grant = await here.bindings.confirm(here.client_of(openid), conversation_id, code, utcnow())
    if grant is None:
        return pages.ask_code(here.sign("form", openid), "", WRONG_CODE)
    return pages.done(f"已经绑定 {grant.key.text}。回公众号问“我的案子到哪一步了”就行。")


async def _undo(here: Binder, openid: str, _form: dict[str, str]) -> Response:
    undone = await here.bindings.undo(here.client_of(openid))
    return pages.done("已经解除全部绑定。" if undone else "您现在没有绑定案件。")


async def _case_page(here: Binder, openid: str, fault: str = "") -> HTMLResponse:
    bound = await here.bindings.of(here.client_of(openid), utcnow())
    numbers = [binding.key.text for binding in bound]
    days = here.settings.wechat_binding_days
    return pages.ask_case(here.sign("form", openid), numbers, days, fault)


def _to_wechat(here: Binder) -> Response:
    state = secrets.token_urlsafe(16)
    query = {
        "appid": here.settings.wechat_app_id,
        "redirect_uri": f"{here.settings.public_url.rstrip('/')}/wechat/bind",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    answer = RedirectResponse(f"{AUTHORIZE}?{urlencode(query)}#wechat_redirect", 303)
    _set_cookie(answer, _STATE, here.sign("state", state), _STATE_STAYS)
    return answer


def _set_cookie(answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path="/wechat", secure=True, httponly=True, samesite="lax"
    )


def _number_in(text: str) -> CaseNumber | None:
    found = [number for hit in find_all(text) for number in hit.case_numbers]
    return found[0] if len(set(found)) == 1 else None


async def _form(request: Request) -> dict[str, str]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode(), max_num_fields=20)
    except ValueError:
        raise HTTPException(400) from None
    return {name: values[0] for name, values in fields.items()}
