"""Verification and disclosure as the conversation needs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from actions.services import database
from actions.turn import HUMAN, STOP, Turn
from bot.cases.access import Access, Locked, Refused, Subject
from bot.cases.grants import Grant, current_grants
from bot.cases.identity import Credential, Hasher, NameAndTail, QueryCode
from bot.cases.vocabulary import Level
from bot.court.case_number import CaseNumber
from bot.desk.record import utcnow
from bot.desk.replies import Button
from bot.settings import settings


@dataclass(frozen=True)
class Outcome:
    """What a try leads to, and the words for it."""

    granted: bool
    locked: bool = False
    words: str = ""
    voice: str = ""
    buttons: tuple[Button, ...] = ()


@cache
def access() -> Access:
    """The one verifier of this process."""
    chosen = settings()
    hasher = Hasher(chosen.hash_key.get_secret_value())
    return Access(database(), hasher, chosen.lock_minutes)


async def verify(turn: Turn, number: str, given: str | tuple[str, str]) -> Outcome:
    """Try a query code, or a name with the last four, for a case number."""
    credential: Credential = QueryCode(given) if isinstance(given, str) else NameAndTail(*given)
    subject = Subject(turn.conversation_id, turn.client)
    result = await access().verify(
        CaseNumber.parse(number), credential, subject, turn.message_id, utcnow()
    )
    if isinstance(result, Locked):
        words = LOCKED.format(minutes=settings().lock_minutes)
        return Outcome(False, True, words, LOCKED_SPOKEN, (HUMAN,))
    if isinstance(result, Refused):
        again = Button(title="案号不对", payload="/correct")
        left = result.tries_left
        words, spoken = REFUSED.format(left=left), REFUSED_SPOKEN.format(left=left)
        return Outcome(False, False, words, spoken, (again, STOP, HUMAN))
    return Outcome(True)


# The same words for a wrong code, a case that does not exist, somebody else's and a sealed one.
REFUSED = (
    "用您给的案号和信息没有核验成功，所以不能显示案件情况。请核对案号、查询码，"
    "或者登记姓名和身份证后四位，再发一次（还可以试 {left} 次）。"
    "也可以带身份证到法院诉讼服务大厅查，或转人工。"
)
REFUSED_SPOKEN = (
    "没有核验成功，所以不能说案件的情况。请核对一下，再说一次查询码，"
    "或者登记的姓名和身份证后四位，还可以试{left}次。也可以按零，找工作人员。"
)
LOCKED = (
    "核验失败次数太多，为了保护当事人，{minutes} 分钟内不能再试。"
    "需要办理请转人工，或带身份证到法院诉讼服务大厅查询。"
)
LOCKED_SPOKEN = (
    "没有核验成功的次数太多了。为了保护当事人，要过一阵子才能再试。"
    "需要办理，请按零找工作人员，或者带身份证到诉讼服务大厅查。"
)


async def grant_for(turn: Turn, number: str | None) -> Grant | None:
    """Return this conversation's grant for a case number, ``None`` if it has none in force."""
    if not number:
        return None
    asked = CaseNumber.parse(number)
    return await access().grant_for(turn.conversation_id, asked, utcnow(), turn.client)


async def is_bound_to(turn: Turn, number: str | None) -> bool:
    """Whether a bound person asks about a case of theirs: no code is needed."""
    grant = await grant_for(turn, number)
    return grant is not None and grant.level == Level.BOUND


async def bound_cases(turn: Turn) -> list[str]:
    """Return the numbers of the cases of a bound person, none if nobody is bound."""
    keys = await access().bound_cases(turn.client, utcnow()) if turn.client else []
    return [key.text for key in keys]


async def verified_cases(turn: Turn) -> set[str]:
    """Return the numbers of the cases that this conversation may see now."""
    async with database().read() as session:
        grants = await current_grants(session, turn.conversation_id, utcnow())
    return {grant.key.text for grant in grants}


async def forget(turn: Turn) -> None:
    """Take back every grant of this conversation."""
    await access().revoke(turn.conversation_id)
