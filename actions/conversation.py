"""Steering a conversation: greeting, help, repeat, back, stop, yes, no, a bare value."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import nearest, tell
from actions.case_access import verified_cases
from actions.correct import corrects
from actions.hand_over import handed_over
from actions.reading import last_replies
from actions.resume import leave, resume
from actions.safe import SafeAction
from actions.story import read_back
from actions.turn import HELP, HUMAN, MY_CASE, Turn, say
from bot.desk.greeting import GREETING, MENU

# What each form asks first, in the order in which 上一步 goes back.
FORM_SLOTS = {
    "case_form": ("case_number", "credential"),
    "fee_form": ("fee_kind", "fee_amount"),
    "time_limit_form": ("limit_kind", "limit_start", "limit_days"),
    "interest_form": ("interest_principal", "interest_due", "interest_paid"),
    "court_message_form": ("court_message", "message_phone"),
    "work_order_form": ("order_note",),
    "appointment_form": ("appointment_contact",),
}


class ActionGreet(SafeAction):
    """A greeting, or an opening without a question yet."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say who answers here and what it can do."""
        say(dispatcher, GREETING.text, GREETING.buttons)
        return resume(tracker)


class ActionHelp(SafeAction):
    """What can I ask here."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """List what works, with an example of each."""
        say(
            dispatcher,
            "我能帮您办这些事：\n"
            "1. 查自己的案件：“我的案子到哪一步了”“什么时候开庭”“法官电话多少”。"
            "要报案号和查询码（或登记姓名加身份证后四位）。\n"
            "2. 问程序：“起诉要带什么”“不服判决怎么上诉”“对方不给钱怎么申请执行”。\n"
            "3. 算一算：诉讼费、上诉等期限、判决后的迟延履行利息。\n"
            "4. 预约：说“帮我约个号”，有号源的话挑好时间当场约好；说“我的预约”可以改时间、取消。\n"
            "5. 找人：说“人工”登记工单，给您回执号，凭回执号能查办理情况。\n"
            "6. 换个方式接着办：说“给我接续码”，就能换到微信、网页或电话上，不用从头说。\n"
            "随时可以说：重复、上一步、换一个案子、不办了。",
            MENU,
        )
        return resume(tracker)


class ActionRepeat(SafeAction):
    """Say it again."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Repeat the replies to the message before; what tells of a case only while verified."""
        replies = last_replies(tracker)
        cases = {case for reply in replies if (case := (reply.get("custom") or {}).get("case"))}
        if cases and not cases <= await verified_cases(Turn.of(tracker)):
            say(dispatcher, VERIFY_AGAIN, (MY_CASE, HUMAN))
            return []
        for reply in replies:
            dispatcher.messages.append(reply)
        if not replies:
            say(dispatcher, "前面还没有说过什么。您想问什么？", MENU)
        return []


VERIFY_AGAIN = "刚才说的是您的案件情况，要重新核验以后才能再说一遍。"


class ActionBack(SafeAction):
    """One step back."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask the form's question before again, or leave the form at its first one."""
        turn = Turn.of(tracker)
        slots = FORM_SLOTS.get(turn.active_form, ())
        if not slots:
            say(dispatcher, "好的，回到开头。您想办哪件事？", MENU)
            return []
        if turn.requested_slot not in slots[1:]:
            say(dispatcher, "已经是第一步了，这件事先放下。还想办别的吗？", MENU)
            return leave()
        before = slots[slots.index(turn.requested_slot) - 1]
        say(dispatcher, "好的，回到上一步。")
        return [SlotSet(before, None), FollowupAction(turn.active_form)]


class ActionStop(SafeAction):
    """Enough of this."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Leave the form and forget what it had collected."""
        form = (tracker.active_loop or {}).get("name")
        text = "好的，这件事先不办了。" if form else "好的。"
        say(dispatcher, f"{text}需要时再叫我。", (HELP, HUMAN))
        return [*leave(), *(SlotSet(slot, None) for slot in FORM_SLOTS.get(form or "", ()))]


class ActionAffirm(SafeAction):
    """A yes: to a story read back, or to no question of ours."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer for the topic that was understood rightly, else ask what is wanted."""
        if article := nearest("", read_back(tracker)):
            return tell(dispatcher, tracker, [article])
        say(dispatcher, "好的。接下来想办哪件事？", MENU)
        return resume(tracker)


class ActionDeny(SafeAction):
    """A no: perhaps the answer was not what they meant."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Offer to say it differently, or a human; 不对，是60万 corrects a value."""
        if corrects(tracker):
            return [FollowupAction("action_correct")]
        say(dispatcher, "是我没答到点上吗？您可以换个说法再问，或者转人工。", (HELP, HUMAN))
        return resume(tracker)


class ActionInform(SafeAction):
    """A bare value outside a form: a case number begins a case query."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Begin what the value is most likely for."""
        turn = Turn.of(tracker)
        if action := handed_over(turn, tracker):
            return [FollowupAction(action)]
        say(
            dispatcher,
            "收到了，但我还不知道您要拿它办什么。查案件请发完整案号，"
            "例如“（2026）京0105民初12345号”；算费用或期限请直接说“算诉讼费”“算上诉期”。",
            (MY_CASE, *MENU[3:]),
        )
        return resume(tracker)
