"""Stories, wrong words, the advice line, fraud and urgency, through the whole assistant."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.cases.demo.generator import generate
from bot.cases.demo.messages import messages
from bot.cases.dispatch.record import DispatchRecord
from bot.commands.demo import COUNT, SEED
from bot.court.zone import CHINA
from tests.system.conftest import Talk

pytestmark = pytest.mark.timeout(600)

SUPPORT = (
    "我跟前夫离婚三年了，法院判了他每月付孩子抚养费1500元，头一年按时打过来，后来就断断续续，"
    "从去年八月起一分钱没给，电话不接，微信拉黑，孩子在我这里上小学，我一个人打两份工，日子过得很紧。"
)
MONEY = "已经转了钱、说了验证码的，马上打 110，也可以打 96110。"


def titles(talk: Talk, text: str) -> list[str]:
    """Return the buttons of the last reply to a message."""
    return [button["title"] for button in talk.replies(text=text)[-1].get("buttons", [])]


@pytest.fixture(scope="module")
def sent() -> DispatchRecord:
    """An SMS with a link that the demo's court has sent."""
    now = datetime.now(CHINA)
    made = (sms for case in generate(SEED, now.date(), COUNT) for sms in messages(case, now))
    return next(sms for sms in made if sms.link)


def test_a_story_is_read_back_and_yes_answers_it(talk: Talk) -> None:
    [reply] = talk.replies(text=SUPPORT)
    assert reply["text"].startswith("我这样理解您说的：大概是“")
    assert "说到了前夫、孩子，已经判了，提到1500元，对吗？" in reply["text"]
    offered = [button["title"] for button in reply["buttons"]]
    assert offered[-2:] == ["查我的案件", "转人工"] and 3 <= len(offered) <= 4
    [answer] = talk.replies(text="对")
    assert answer["sources"] and "我这样理解" not in answer["text"]


def test_a_step_offered_for_a_story_is_chosen_by_words(talk: Talk) -> None:
    talk.say(SUPPORT)
    [answer] = talk.replies(text="第二个")
    assert answer["sources"]


def test_a_story_with_a_question_is_answered(talk: Talk) -> None:
    [reply, *_] = talk.replies(text=f"{SUPPORT}请问现在怎么申请强制执行？")
    assert reply["sources"] and "我这样理解" not in reply["text"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("那要多少钱", "您是想问下面哪一个"),
        ("那要多久呢", "个月"),
        ("123456789012", "没有查到这个回执号"),
    ],
)
def test_what_is_only_half_said_is_answered_once(talk: Talk, text: str, answer: str) -> None:
    [reply] = talk.replies(text=text)
    assert answer in reply["text"]


def test_a_wrong_word_is_put_right_once(talk: Talk) -> None:
    note = "您说的“传单”，法院通知到庭的文书叫“传票”。"
    assert talk.say("收到法院的传单，我被人告了怎么应诉").startswith(note)
    assert note not in talk.say("收到法院的传单，不去开庭会怎么样")


@pytest.mark.parametrize(
    ("text", "next_step"),
    [
        ("您看我这场官司赢面有几成", "12348"),
        ("法官这么判是不是判错了，您评评理", "12348"),
        ("我的证据是不是比他的硬，够不够打赢", "12348"),
        ("答辩时我说什么话法官才会向着我", "12348"),
    ],
)
def test_advice_is_refused_with_a_next_step(talk: Talk, text: str, next_step: str) -> None:
    [reply] = talk.replies(text=text)
    assert next_step in reply["text"] and "不能" in reply["text"]
    assert reply["buttons"][-1]["title"] == "转人工"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我的证据怎么交到法院", "证据"),
        ("判决不公怎么申诉", "再审"),
        ("法官超期不判去哪儿投诉", "反映"),
        ("对判决不满意，几天内要上诉", "15日"),
    ],
)
def test_procedure_that_sounds_alike_is_answered(talk: Talk, text: str, told: str) -> None:
    [reply, *_] = talk.replies(text=text)
    assert told in reply["text"] and reply["sources"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我是被告，刚收到起诉状副本，下一步干什么", "收到传票和起诉状怎么办"),
        ("我被执行了，没有能力一次还清怎么办", "收到执行通知书怎么办"),
        ("老公关在看守所，怎么给他送衣服", "想见被关押的家人该找谁"),
        ("我给朋友担保，银行把我也告了", "给人担保被起诉、被执行怎么办"),
        ("法院通知我当证人，不去可以吗", "我被叫去作证怎么办"),
        ("我儿子关在里面，家属能替他上诉吗", "家属能替关着的人上诉吗"),
        ("我爸官司打到一半去世了，我能接着打吗", "案子打到一半当事人去世了"),
        ("我爸去世了，兄弟姐妹争房子怎么起诉", "遗产分不清怎么起诉"),
    ],
)
def test_everybody_is_served_as_who_they_are(talk: Talk, text: str, title: str) -> None:
    [reply, *_] = talk.replies(text=text)
    assert reply["sources"][0]["title"] == title


def test_an_sms_of_the_court_is_confirmed_to_its_phone(talk: Talk, sent: DispatchRecord) -> None:
    assert "请发收到这条消息的手机号后四位" in talk.say(f"收到短信：{sent.text}是真的吗")
    said = talk.say(sent.recipient[-4:])
    assert said.startswith("对上了：法院的发送记录里有这条短信") and MONEY in said
    assert sent.link not in said


def test_an_sms_pasted_without_a_word_is_checked(talk: Talk, sent: DispatchRecord) -> None:
    assert "请发收到这条消息的手机号后四位" in talk.say(sent.text)
    said = talk.say("不知道")
    assert "发送记录里有没有这条消息我不能说" in said and "我不能确认，先别点" in said


def test_an_unknown_link_is_never_confirmed(talk: Talk, sent: DispatchRecord) -> None:
    text = f"【{sent.text[1:].split('】')[0]}】您有法院文书待领取，请点击 http://fy.example/a1 查看"
    said = talk.say(text)
    if "手机号后四位" in said:
        said = talk.say(sent.recipient[-4:])
    assert "网址我不能确认，先别点" in said and "fy.example" not in said
    assert "自己拨 12368" in said


@pytest.mark.parametrize(
    "text",
    [
        "短信说是法院执行局的，让我把钱转到安全账户，是真的吗",
        "自称法官的人打电话，要我交保证金解冻账户，不交就抓人",
        "法院来电叫我共享屏幕，把银行卡密码报给他，这是真的吗",
    ],
)
def test_who_asks_for_money_is_a_warning_at_once(talk: Talk, text: str) -> None:
    said = talk.say(text)
    assert "先别转账，别点链接，别说验证码" in said and MONEY in said


def test_a_number_alone_proves_nothing(talk: Talk) -> None:
    said = talk.say("010-00000000这个号码打来说是法院的，帮我核实一下")
    assert "来电显示的号码可以造假，只看号码不作数" in said


@pytest.mark.parametrize("text", ["我不想活了，官司打不下去了", "他正在打我，怎么申请保护令"])
def test_danger_comes_first(talk: Talk, text: str) -> None:
    [first, *_] = talk.replies(text=text)
    assert first["text"].startswith("如果您或身边的人正有危险，请马上打 110")


@pytest.mark.parametrize("text", ["明天开庭，身份证丢了怎么办", "今天是上诉最后一天，怎么交上诉状"])
def test_a_near_date_offers_a_human(talk: Talk, text: str) -> None:
    assert "时间很紧" in talk.say(text)
    assert "转人工" in titles(talk, text)


@pytest.mark.parametrize("text", ["上次开庭我没去，会怎么样", "气死我了，法官电话打不通怎么投诉"])
def test_other_talk_is_not_urgent(talk: Talk, text: str) -> None:
    said = talk.say(text)
    assert "时间很紧" not in said and "请马上打 110" not in said
