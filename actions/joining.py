"""Going on elsewhere: a one-time code (接续码) for this conversation, and how to use it."""

from __future__ import annotations

from functools import cache

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.resume import resume
from actions.safe import SafeAction
from actions.services import database
from actions.turn import Turn, say
from bot.cases.identity import Hasher
from bot.desk.joining import Joining
from bot.desk.record import utcnow
from bot.settings import settings

_CODE = (
    "接续码：{code}（10 分钟内有效，只能用一次）\n"
    "· 换到微信或网页：发“接续码{code}”\n"
    "· 换到电话：接通后说“我有接续码”，再把六位数字一个一个报出来\n\n"
    "那边会接着这次对话往下办；要看案件，到那边重新核验。请不要把接续码告诉别人。"
    "如果是别处给您的接续码，直接在这里发“接续码”加六位数字就行。"
)
_SPOKEN = (
    "接续码是，{digits}。再说一遍，{digits}。十分钟内有效，只能用一次。"
    "到微信或网页，发接续码三个字，加这六位数字。请不要告诉别人。"
)
_DIGITS = "零幺二三四五六七八九"


@cache
def joining() -> Joining:
    """The one issuer of codes in this process."""
    chosen = settings()
    return Joining(Hasher(chosen.hash_key.get_secret_value()), chosen.lock_minutes)


class ActionJoinCode(SafeAction):
    """I want to go on at another door."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Issue a new code; the one before is void."""
        turn = Turn.of(tracker)
        async with database().write() as session:
            code = await joining().issue(session, turn.conversation_id, turn.channel, utcnow())
        digits = "，".join(_DIGITS[int(digit)] for digit in code)
        say(dispatcher, _CODE.format(code=code), voice=_SPOKEN.format(digits=digits))
        return resume(tracker)
