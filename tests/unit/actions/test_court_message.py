"""Is this message from the court: the whole way from a question to the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.case import ActionCaseQuestion
from actions.conversation import ActionInform, ActionStop
from actions.court_message import (
    NO_PHONE,
    ActionAskCourtMessageFormCourtMessage,
    ActionAskCourtMessageFormMessagePhone,
    ActionCourtMessage,
    ActionCourtMessageResult,
    ValidateCourtMessageForm,
    ledger,
)
from actions.human import ActionHuman
from actions.services import library
from actions.topics import ActionFallback, ActionProcedure
from actions.turn import MESSAGE_TOPIC
from bot.cases.dispatch.record import SOURCE, DispatchRecord, store
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.models import Case, CourtOffice
from bot.cases.storing import source_number
from bot.cases.vocabulary import DispatchKind, Sealed
from bot.court.zone import CHINA
from bot.db import Database
from bot.desk.orders import work_orders
from bot.desk.record import utcnow
from bot.settings import settings
from tests.unit.actions.conftest import Said, Talk, run

KEY = CaseKey("京0105", 2026, "民初", 12345)
NUMBER = KEY.text
LINK = "https://demo.example/s/20261120"
TEXT = f"【北京市朝阳区人民法院】{NUMBER}案件的受理通知书已发出，请点击 {LINK} 查看。"
HOW = (
    "怎么核实：别用消息或来电里给的号码。自己拨 12368（人在外地，先拨法院所在地区号），"
    "或者打{court}公布的总机{main}，报案号和姓名，问是不是法院发的。"
)
HEED = "也别因为怕骗就不理：适用简易程序的案件，法院可以用电话、短信通知。核实是真的，要按时办。"
MONEY = "已经转了钱、说了验证码的，马上打 110，也可以打 96110。"
COURT = "北京市朝阳区人民法院"
AS_OF = "（记录截至 2026年11月24日（周二）8:00）"
PASTE = [
    {"entity": "topic", "value": MESSAGE_TOPIC},
    {"entity": "choice", "value": "paste"},
]


@pytest.fixture
async def sent(database: Database) -> None:
    """A ledger with one SMS of an open case."""
    as_of = datetime(2026, 11, 24, 8, tzinfo=CHINA)
    now = utcnow()
    async with database.write() as session:
        session.add(_case(now))
        source = await source_number(session, f"{SOURCE}短信平台", as_of)
        hasher = Hasher(settings().hash_key.get_secret_value())
        message = DispatchRecord(
            key=KEY,
            kind=DispatchKind.SMS,
            sent_at=now - timedelta(days=2),
            sender="12368",
            recipient="10000001234",
            link=LINK,
            text=TEXT,
        )
        await store(session, hasher, source, [message])


def _case(now: datetime) -> Case:
    return Case(
        court_code=KEY.court_code,
        year=KEY.year,
        type_code=KEY.type_code,
        serial=KEY.serial,
        digest=1,
        updated_at=now,
        filed_on=now.date(),
        judge_id=0,
        clerk_id=0,
        source_id=1,
        stage=1,
        procedure=0,
        sealed=int(Sealed.OPEN),
        decision=0,
        cause="民间借贷纠纷",
    )


def asked(talk: Talk, text: str) -> Tracker:
    """Return the tracker after a question of this topic."""
    return talk.tracker(text, "procedure", topic=MESSAGE_TOPIC)


async def answer_to(talk: Talk, text: str, phone: str | None = None) -> Said:
    """Go the whole way: question, form, phone if it is asked for, result."""
    said = await run(ActionProcedure(), asked(talk, text))
    assert said.follow_up == "action_court_message"
    said = await run(ActionCourtMessage(), asked(talk, text))
    assert said.follow_up == "court_message_form"
    talk.form, talk.slots = "court_message_form", dict(said.slots)
    validated = await run(ValidateCourtMessageForm(), asked(talk, text))
    if "requested_slot" not in validated.slots:
        talk.slots |= {"requested_slot": "message_phone"}
        talk.slots |= (await run(ValidateCourtMessageForm(), talk.tracker(phone or "不知道"))).slots
    talk.form = None
    return await run(ActionCourtMessageResult(), talk.tracker(phone or text))


@pytest.mark.usefixtures("sent")
async def test_a_message_of_the_court_is_confirmed_to_its_phone(talk: Talk) -> None:
    said = await answer_to(talk, f"我收到短信：{TEXT}是真的吗", "1234")
    [reply] = said.replies
    assert reply["text"] == (
        f"对上了：法院的发送记录里有这条短信，发到尾号 1234 的手机{AS_OF}，"
        "内容和您发来的一样。里面的网址也是当时发的那个。\n"
        f"往后再有人拿着它让您转账、要验证码，别照做，先打电话核实。\n{MONEY}"
    )
    assert said.titles == ["核对一条消息", "查我的案件", "转人工"]
    sources = reply["custom"]["sources"]
    assert [(source["law"], source["articles"]) for source in sources] == [
        ("民事诉讼法", ("90", "147", "162")),
        ("民诉法解释", ("261",)),
    ]
    assert said.slots == {"court_message": None, "message_phone": None}


@pytest.mark.usefixtures("sent")
async def test_the_same_case_and_link_in_other_words_is_half_a_yes(talk: Talk) -> None:
    said = await answer_to(talk, f"{NUMBER}，{LINK}，是你们发的吗", "1234")
    assert said.text == (
        f"对上了一部分：发送记录里有一条短信，发到尾号 1234 的手机{AS_OF}，"
        "案号和网址或号码跟您发来的一致。文字没有逐字对上，里面的时间、地点请打电话核实后再照办。\n"
        f"{HOW.format(court=COURT, main='')}\n"
        f"往后再有人拿着它让您转账、要验证码，别照做，先打电话核实。\n{MONEY}"
    )


@pytest.mark.usefixtures("sent")
async def test_an_unknown_message_is_not_called_fraud(talk: Talk, database: Database) -> None:
    async with database.write() as session:
        session.add(CourtOffice(court_code="京0105", phone="010-00000000"))
    text = f"【{COURT}】{NUMBER}，请点 https://demo.example/x 交50元。"
    said = await answer_to(talk, text, "1234")
    how = HOW.format(court=COURT, main="，号码 010-00000000")
    assert said.text == (
        f"没有对上：按您发来的内容和手机尾号 1234，发送记录里没有这条消息{AS_OF}。\n"
        "没对上不等于就是假的：记录可能来得晚，也可能是别的法院、别的系统发的。\n"
        "里面的网址我不能确认，先别点。\n"
        "里面提到钱的，先别付，核实清楚再说。\n"
        "还要留意：网址不是 gov.cn 结尾的，我核实不了是谁的网站。\n"
        f"\n{how}\n{HEED}\n{MONEY}"
    )


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("text", [TEXT, TEXT.replace("受理", "应诉")])
async def test_without_the_phone_nobody_learns_what_was_sent(talk: Talk, text: str) -> None:
    said = await answer_to(talk, text)
    assert said.text == (
        "没有手机号后四位，发送记录里有没有这条消息我不能说，怕把别人的事告诉了不相干的人。\n"
        "里面的网址我不能确认，先别点。\n"
        "还要留意：网址不是 gov.cn 结尾的，我核实不了是谁的网站。\n"
        f"\n{HOW.format(court=COURT, main='')}\n{HEED}\n{MONEY}"
    )


@pytest.mark.usefixtures("sent")
async def test_a_true_message_that_asks_for_money_is_a_warning(talk: Talk) -> None:
    said = await answer_to(talk, f"{TEXT}请把钱转到安全账户，并告知验证码。")
    assert said.text == (
        "先别转账，别点链接，别说验证码。您说的内容里，有骗子常用的做法：\n"
        "· 让您把钱转到“安全账户”之类的账户，这是冒充公检法骗钱的典型说法。\n"
        "· 让您把钱转给个人，或者用微信、支付宝私下付。\n"
        "· 要您说出验证码，拿到验证码就可能动您的账户。\n"
        "有这些做法的，案号、姓名说得再准也要当心。\n"
        "还要留意：网址不是 gov.cn 结尾的，我核实不了是谁的网站。\n"
        f"\n{HOW.format(court=COURT, main='')}\n{HEED}\n{MONEY}"
    )
    assert said.titles == ["转人工", "查我的案件", "核对一条消息"]


async def test_a_story_with_signs_is_a_warning_at_once(talk: Talk) -> None:
    said = await answer_to(talk, "说是执行法官，让我转钱，是不是骗人的")
    assert said.text.startswith("先别转账，别点链接，别说验证码。")
    assert said.text.count(HOW.format(court="发消息的那家法院", main="")) == 1


@pytest.mark.usefixtures("sent")
async def test_a_number_alone_proves_nothing(talk: Talk) -> None:
    said = await answer_to(talk, "0571-88880000打来说是法院书记员，能信吗")
    assert said.text == (
        "光凭这些，我没法和法院的发送记录核对。要核对，请把短信整条粘贴过来，"
        "或者发案号加上链接。来电显示的号码可以造假，只看号码不作数。\n"
        f"\n{HOW.format(court='发消息的那家法院', main='')}\n{HEED}\n{MONEY}"
    )


async def test_without_a_ledger_it_says_so_and_asks_for_no_phone(talk: Talk) -> None:
    said = await answer_to(talk, TEXT)
    assert said.text.startswith("法院的发送记录还没有接到我这里，是不是法院发的，我核对不了。")


@pytest.mark.usefixtures("sent")
async def test_too_many_misses_lock(talk: Talk) -> None:
    for tail in ("0001", "0002", "0003", "0004", "0005"):
        await answer_to(talk, TEXT, tail)
    said = await answer_to(talk, TEXT, "1234")
    assert said.text.startswith("没对上的次数太多，为了保护当事人，30 分钟内不能再核对发送记录。")


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("text", "phone"),
    [
        (TEXT, "1234"),
        (TEXT, "9999"),
        (TEXT, None),
        (TEXT + "请转账到安全账户", None),
        ("0571-88880000是法院的吗", None),
    ],
)
async def test_every_answer_keeps_to_the_line(talk: Talk, text: str, phone: str | None) -> None:
    said = await answer_to(talk, text, phone)
    [reply] = said.replies
    assert "民间借贷" not in said.text and NUMBER not in said.text
    assert "demo.example" not in said.text and "court.gov.cn" not in said.text
    assert "110" in said.text and "转人工" in said.titles
    voice = reply["custom"]["voice"]
    assert all(len(sentence) <= 60 for sentence in voice.split("。"))
    assert not set(voice) & set("（）()：/")


async def test_the_slots_keep_no_word_of_the_message(talk: Talk) -> None:
    said = await run(ActionCourtMessage(), asked(talk, f"{TEXT}王小明，13800000000"))
    kept = said.slots["court_message"]
    assert all(word not in kept for word in ("王小明", "13800000000", "demo.example", "受理"))


@pytest.mark.parametrize(
    ("text", "follow_up"),
    [
        ("怎么核实传票", None),
        ("12368是法院的吗", None),
        ("法院会加微信吗", None),
        ("帮我看看这条短信是不是真的", "action_court_message"),
        ("请帮我看看这个案号是不是编的", "action_court_message"),
        ("法院会打电话叫人交保证金解冻吗", "action_court_message"),
        ("这是真的吗：http://a.example/x", "action_court_message"),
    ],
)
async def test_what_holds_a_message_is_checked_and_the_rest_is_explained(
    talk: Talk, text: str, follow_up: str | None
) -> None:
    said = await run(ActionProcedure(), asked(talk, text))
    assert said.follow_up == follow_up
    if follow_up is None:
        assert "核对一条消息" in said.titles
        assert said.replies[0]["custom"]["sources"][0]["title"] == (
            library().articles["verify_court_message"].title
        )


async def test_another_topic_is_not_taken_for_a_message(talk: Talk) -> None:
    text = "我收到（2026）京0105民初12345号判决，怎么上诉，帮我看看要交什么材料，我人在外地不方便"
    said = await run(ActionProcedure(), talk.tracker(text, "procedure", topic="appeal"))
    assert said.follow_up is None and said.replies


@pytest.mark.parametrize(
    ("text", "topics", "follow_up"),
    [
        (TEXT, ["appeal"], "action_court_message"),
        (f"收到{TEXT}", ["service_of_documents_query", MESSAGE_TOPIC], "action_court_message"),
        (f"收到{TEXT}", ["appeal"], None),
    ],
)
async def test_an_sms_pasted_without_a_question(
    talk: Talk, text: str, topics: list[str], follow_up: str | None
) -> None:
    parsed = {"topic": topics[0], "topics": [{"topic": name} for name in topics]}
    said = await run(ActionProcedure(), talk.tracker(text, "procedure", **parsed))
    assert said.follow_up == follow_up


async def test_an_sms_that_reads_like_a_question_about_ones_case(talk: Talk) -> None:
    number = [{"entity": "case_number", "value": NUMBER}]
    tracker = talk.tracker(TEXT, "enforcement_progress_query", entities=number)
    assert (await run(ActionCaseQuestion(), tracker)).follow_up == "action_court_message"


async def test_an_sms_that_reads_like_a_bare_case_number(talk: Talk) -> None:
    number = [{"entity": "case_number", "value": NUMBER}]
    topics = [{"topic": MESSAGE_TOPIC}]
    said = await run(ActionInform(), talk.tracker(TEXT, entities=number, topics=topics))
    assert said.follow_up == "action_court_message"


async def test_fraud_is_seen_under_another_topic(talk: Talk) -> None:
    tracker = talk.tracker(
        "对方要我把钱转到安全账户", "procedure", topic="enforcement_money_payout"
    )
    assert (await run(ActionProcedure(), tracker)).follow_up == "action_court_message"


async def test_a_pasted_message_that_nothing_understands_is_checked(talk: Talk) -> None:
    tracker = talk.tracker(TEXT, "nlu_fallback", topics=[])
    assert (await run(ActionFallback(), tracker)).follow_up == "action_court_message"


async def test_the_button_begins_with_an_empty_form(talk: Talk) -> None:
    for action, follow_up in (
        (ActionProcedure(), "action_court_message"),
        (ActionCourtMessage(), "court_message_form"),
    ):
        said = await run(action, talk.tracker("/procedure{}", "procedure", entities=PASTE))
        assert said.follow_up == follow_up
    assert said.slots == {"court_message": None, "message_phone": None}


async def test_what_is_pasted_into_the_form_is_taken_whatever_it_seems(talk: Talk) -> None:
    talk.form, talk.slots = "court_message_form", {"requested_slot": "court_message"}
    for text, intent in (
        (TEXT, "hearing_time_query"),
        ("【某某法院】请联系人工坐席办理。", "talk_to_human"),
        ("您的案件已经立案请等候", "nlu_fallback"),
    ):
        said = await run(ValidateCourtMessageForm(), talk.tracker(text, intent))
        assert said.slots["court_message"] == ledger().fingerprint(text, pasted=True).dumps()


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("转人工", "talk_to_human", {}),
        ("怎么上诉", "procedure", {}),
        ("啊", "nlu_fallback", {"court_message": None}),
    ],
)
async def test_what_is_no_message_is_not_taken(
    talk: Talk, text: str, intent: str, slots: dict[str, Any]
) -> None:
    talk.form, talk.slots = "court_message_form", {"requested_slot": "court_message"}
    said = await run(ValidateCourtMessageForm(), talk.tracker(text, intent))
    assert said.slots == slots


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("text", "intent", "phone"),
    [
        ("1234", "inform", "1234"),
        ("尾号1234", "inform", "1234"),
        ("不记得了", "deny", NO_PHONE),
        ("一二三", "nlu_fallback", None),
    ],
)
async def test_the_phone_is_read_or_asked_again(
    talk: Talk, text: str, intent: str, phone: str | None
) -> None:
    kept = ledger().fingerprint(TEXT).dumps()
    talk.form = "court_message_form"
    talk.slots = {"requested_slot": "message_phone", "court_message": kept}
    said = await run(ValidateCourtMessageForm(), talk.tracker(text, intent))
    assert said.slots["message_phone"] == phone


@pytest.mark.usefixtures("sent")
async def test_the_phone_can_be_left_out_by_a_button(talk: Talk) -> None:
    kept = ledger().fingerprint(TEXT).dumps()
    talk.form = "court_message_form"
    talk.slots = {"requested_slot": "message_phone", "court_message": kept}
    pressed = [{"entity": "choice", "value": NO_PHONE}]
    tracker = talk.tracker('/inform{"choice": "none"}', "inform", entities=pressed)
    said = await run(ValidateCourtMessageForm(), tracker)
    assert said.slots["message_phone"] == NO_PHONE


async def test_the_questions_of_the_form(talk: Talk) -> None:
    said = await run(ActionAskCourtMessageFormCourtMessage(), asked(talk, "帮我核实一条短信"))
    assert said.text == (
        "请把收到的短信整条复制，粘贴到这里；电话、传票就说说对方讲了什么，"
        "有案号、链接、来电号码的一起发。先别点里面的链接，也别回拨。"
    )
    assert said.titles == ["先不办了", "转人工"]
    talk.slots = {"requested_slot": "court_message"}
    said = await run(ActionAskCourtMessageFormCourtMessage(), talk.tracker("啊", "nlu_fallback"))
    assert said.text.startswith("这里面我没找到能核对的东西。")
    talk.slots = {"requested_slot": "message_phone"}
    said = await run(ActionAskCourtMessageFormMessagePhone(), talk.tracker("啊", "nlu_fallback"))
    assert said.text == (
        "没有认出四位数字。我来和法院的发送记录核对。请发收到这条消息的手机号后四位，"
        "这样不会把别人的事告诉不相干的人。"
    )
    assert said.titles == ["不知道后四位", "先不办了", "转人工"]


async def test_a_form_left_early_gives_no_result(talk: Talk) -> None:
    said = await run(ActionCourtMessageResult(), talk.tracker("算了", "stop"))
    assert (said.replies, said.events) == ([], [])


async def test_stop_forgets_the_message(talk: Talk) -> None:
    talk.form, talk.slots = "court_message_form", {"court_message": "{}", "message_phone": "1234"}
    said = await run(ActionStop(), talk.tracker("算了", "stop"))
    assert said.slots["court_message"] is None and said.slots["message_phone"] is None


async def test_a_work_order_holds_nothing_of_the_message(talk: Talk, database: Database) -> None:
    talk.slots = {"court_message": "{}", "message_phone": "1234"}
    said = await run(ActionHuman(), talk.tracker("人工", "talk_to_human"))
    async with database.read() as session:
        order = await work_orders.by_receipt(session, said.slots["receipt"])
    assert order is not None and order.collected == {}
