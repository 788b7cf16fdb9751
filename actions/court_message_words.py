"""What is said of a checked message: never a case, never an unknown link, never a payment.

Signs of fraud are told as what swindlers do. Whether a court uses this channel or that domain is
not stated: those facts have not been verified (facts: procedures, P83).
"""

from __future__ import annotations

from actions.answering import served
from actions.case_words import Said, day_and_time
from actions.turn import CHECK_MESSAGE, HUMAN, MY_CASE, sources_of
from bot.cases.dispatch.ledger import Finding, Verdict
from bot.cases.dispatch.signs import Level, Sign, grave
from bot.desk.replies import Source
from bot.settings import settings

ARTICLE = "verify_court_message"
MONEY = "已经转了钱、说了验证码的，马上打 110，也可以打 96110。"
HEED = "也别因为怕骗就不理：适用简易程序的案件，法院可以用电话、短信通知。核实是真的，要按时办。"
_OF_LINKS = {"short_link", "other_domain"}


def told(verdict: Verdict) -> Said:
    """Return the answer to a check."""
    text, voice = _WORDS[verdict.finding](verdict)
    if verdict.finding is Finding.FRAUD_SIGNS:
        buttons = (HUMAN, MY_CASE, CHECK_MESSAGE)
    else:
        buttons = (CHECK_MESSAGE, MY_CASE, HUMAN)
    return Said(text, buttons, _sources(), (), voice)


def _fraud(verdict: Verdict) -> tuple[str, str]:
    found = grave(verdict.signs)
    lines = ["先别转账，别点链接，别说验证码。您说的内容里，有骗子常用的做法："]
    lines += [f"· {sign.reason}。" for sign in found]
    lines.append("有这些做法的，案号、姓名说得再准也要当心。")
    lines += [*_cautions(verdict), f"\n{_how(verdict)}", HEED, MONEY]
    voice = f"先别转账，别说验证码。这里面有骗子常用的做法。{found[0].reason}。{VOICE_HOW}"
    return "\n".join(lines), f"{voice}{VOICE_MONEY}"


def _sent(verdict: Verdict) -> tuple[str, str]:
    kind = verdict.kind.label if verdict.kind else ""
    to = f"发到尾号 {verdict.tail} 的手机{_as_of(verdict)}"
    if verdict.exact:
        link = "里面的网址也是当时发的那个。" if verdict.links else ""
        lines = [f"对上了：法院的发送记录里有这条{kind}，{to}，内容和您发来的一样。{link}"]
        voice = f"对上了。法院的发送记录里有这条{kind}。"
    else:
        lines = [
            f"对上了一部分：发送记录里有一条{kind}，{to}，案号和网址或号码跟您发来的一致。"
            "文字没有逐字对上，里面的时间、地点请打电话核实后再照办。",
            _how(verdict),
        ]
        voice = f"对上了一部分。发送记录里有一条这个案号的{kind}。文字没有逐字对上。{VOICE_HOW}"
    lines += _cautions(verdict, without=_OF_LINKS)
    lines += ["往后再有人拿着它让您转账、要验证码，别照做，先打电话核实。", MONEY]
    return "\n".join(lines), f"{voice}再有人拿它让您转账，先打电话核实。"


def _not_found(verdict: Verdict) -> tuple[str, str]:
    lines = [
        f"没有对上：按您发来的内容和手机尾号 {verdict.tail}，"
        f"发送记录里没有这条消息{_as_of(verdict)}。",
        "没对上不等于就是假的：记录可能来得晚，也可能是别的法院、别的系统发的。",
    ]
    voice = f"发送记录里没有对上这条消息。没对上不等于是假的。{VOICE_HOW}"
    return _careful(verdict, lines, voice)


def _phone_needed(verdict: Verdict) -> tuple[str, str]:
    lines = ["没有手机号后四位，发送记录里有没有这条消息我不能说，怕把别人的事告诉了不相干的人。"]
    return _careful(verdict, lines, f"没有手机号后四位，我不能替您核对。{VOICE_HOW}")


def _nothing(verdict: Verdict) -> tuple[str, str]:
    lines = [
        "光凭这些，我没法和法院的发送记录核对。要核对，请把短信整条粘贴过来，"
        "或者发案号加上链接。来电显示的号码可以造假，只看号码不作数。"
    ]
    return _careful(verdict, lines, f"光凭这些，我没法核对。{VOICE_HOW}")


def _no_ledger(verdict: Verdict) -> tuple[str, str]:
    lines = ["法院的发送记录还没有接到我这里，是不是法院发的，我核对不了。"]
    return _careful(verdict, lines, f"发送记录还没有接进来，我核对不了。{VOICE_HOW}")


def _locked(verdict: Verdict) -> tuple[str, str]:
    minutes = settings().lock_minutes
    lines = [f"没对上的次数太多，为了保护当事人，{minutes} 分钟内不能再核对发送记录。"]
    return _careful(verdict, lines, f"次数太多，{minutes}分钟内不能再核对。{VOICE_HOW}")


def _careful(verdict: Verdict, lines: list[str], voice: str) -> tuple[str, str]:
    """Return an answer that confirms nothing: what to be careful of, and how to verify."""
    if verdict.links:
        lines.append("里面的网址我不能确认，先别点。")
    if verdict.sums:
        lines.append("里面提到钱的，先别付，核实清楚再说。")
    lines += [*_cautions(verdict), f"\n{_how(verdict)}", HEED, MONEY]
    return "\n".join(lines), f"{voice}{VOICE_MONEY}"


def _how(verdict: Verdict) -> str:
    court = verdict.court or "发消息的那家法院"
    main = f"，号码 {verdict.court_phone}" if verdict.court_phone else ""
    return (
        "怎么核实：别用消息或来电里给的号码。自己拨 12368（人在外地，先拨法院所在地区号），"
        f"或者打{court}公布的总机{main}，报案号和姓名，问是不是法院发的。"
    )


def _cautions(verdict: Verdict, without: set[str] | frozenset[str] = frozenset()) -> list[str]:
    found = [sign for sign in verdict.signs if _is_caution(sign) and sign.name not in without]
    return ["还要留意：" + "；".join(sign.reason for sign in found) + "。"] if found else []


def _is_caution(sign: Sign) -> bool:
    return sign.level is Level.CAUTION


def _as_of(verdict: Verdict) -> str:
    return f"（记录截至 {day_and_time(verdict.as_of)}）" if verdict.as_of else ""


def _sources() -> tuple[Source, ...]:
    article = served(ARTICLE)
    if article is None:
        return ()
    dates = {
        "effective": article.effective.isoformat(),
        "reviewed": article.reviewed.isoformat(),
    }
    return tuple(sources_of(article.sources(), title=article.title, **dates))


VOICE_HOW = "请自己拨一二三六八，外地先加区号，报案号核实。"
VOICE_MONEY = "已经转了钱，马上打一一零。"
_WORDS = {
    Finding.FRAUD_SIGNS: _fraud,
    Finding.SENT_BY_COURT: _sent,
    Finding.NOT_FOUND: _not_found,
    Finding.PHONE_NEEDED: _phone_needed,
    Finding.NOTHING_TO_COMPARE: _nothing,
    Finding.NO_LEDGER: _no_ledger,
    Finding.LOCKED: _locked,
}
