"""What swindlers ask for, as words in a message or in somebody's story of a call. Pure.

A court warns against the same things (请勿转账，谨防诈骗), so a phrase counts only where its clause
does not negate it and its sentence does not warn of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.cases.dispatch.links import plain

_TRADITIONAL = str.maketrans(
    "轉帳賬戶錢驗證碼銀號遠軟體裝載個幣給訴寫輸發報還應費繳對會請讓開關機險馬別準許說親兒執員項匯紅點協"
    "錄聯繫傳擬貨購處動態網陸檢衛誰內凍結銷後誤螢聽單進連實際們",
    "转账账户钱验证码银号远软体装载个币给诉写输发报还应费缴对会请让开关机险马别准许说亲儿执员项汇红点协"
    "录联系传拟货购处动态网陆检卫谁内冻结销后误荧听单进连实际们",
)
_SENTENCES = re.compile(r"[。!?;\n]+")
_G = r"[^,。;!?\n]"
_PERSON = r"(?:我们|我妈|我爸|我老公|我老婆|老人|我|俺|他|她|你|您)"
_WHO = rf"(?:{_PERSON}|人)?"
_TRANSFERS = r"(?:转账|转钱|转款|打钱|打款|汇钱|汇款|转走)"
_PAYS = r"(?:转|汇|打|交|付|缴|还|存)"
# Not what is sent after paying: 缴费后将凭证发法官微信.
_TO = rf"(?:(?!发|凭证|材料|截图|回执){_G})"
_STAFF = r"(?:个人|私人|法官|书记员|助理|执行员|承办人|工作人员)"
_ACCOUNT = r"(?:账户|账号|卡号?|微信|支付宝|收款码)"
_TRUSTED_APP = r"法院|法庭|庭审|在线服务|微法院|诉讼|送达|12368|小程序"
_APP = (
    rf"(?:下载|安装|装(?!修)){_G}{{0,14}}?(?:软件|软体|APP|应用|程序|客户端|插件|阅读器|控件|平台)"
)
_NEAR = r"家人|家里人|家里|子女|儿女|孩子|任何人|亲友|父母|老公|老婆"

_PHRASES: tuple[tuple[str, str], ...] = (
    ("safe_account", r"安全账户|资金(?:清查|核查|清算|比对|审查)|资产清查"),
    ("safe_account", r"(?:验资|清查|公证|核验)账户"),
    ("transfer", r"(?:微信|支付宝)(?:转账|转给|转钱|转过去|红包|扫给|付给)|收款码"),
    (
        "transfer",
        rf"{_PAYS}{_TO}{{0,12}}(?<!您的)(?<!您)(?<!人)"
        rf"{_STAFF}的?(?:名下的?)?(?:银行)?{_ACCOUNT}",
    ),
    ("transfer", rf"(?:往|向){_STAFF}的?{_ACCOUNT}{_G}{{0,4}}{_PAYS}"),
    ("transfer", rf"(?:让|叫|要求|逼|催|要){_WHO}{_G}{{0,4}}{_TRANSFERS}"),
    ("transfer", r"(?:把|将)钱(?:转|打|汇|存)|转钱|打钱给|转到(?:他|她|对方|个人|我)的?.{0,4}卡"),
    ("transfer", rf"(?:收款人|账户名|户名){_G}{{0,4}}(?:个人|私人|一个人)"),
    (
        "transfer",
        rf"加{_G}{{0,12}}(?:微信|QQ|企微){_G}{{0,12}}"
        rf"(?:{_TRANSFERS}|还款|付款|交钱|[交缴]{_G}{{0,4}}费)",
    ),
    ("transfer", r"比特币|虚拟币|数字货币|USDT|礼品卡|购物卡|游戏点卡"),
    (
        "pay_to_avoid",
        r"(?:解冻|解封|撤案|销案|消案|应诉|免拘|激活)(?:保证金|押金|费用|费|金)|认证金|诚意金",
    ),
    ("pay_to_avoid", rf"(?:缴|交|付|转|打){_G}{{0,10}}(?:保证金|押金|手续费|公证费)"),
    ("pay_to_avoid", rf"(?:缴|交|付|转|打|花){_G}{{0,12}}(?:撤案|销案|消案|不抓|摆平|撤失信)"),
    ("pay_to_avoid", rf"保证金{_G}{{0,8}}(?:解冻|解封|否则|不然)"),
    (
        "code",
        rf"(?:报|告诉(?!我)|告知|提供|发给|回复|念|索要|[要让叫]{_PERSON}|给(?:他|她|对方))"
        r"(?:(?!输|填|写|会|收)[^,。;!?\n]){0,8}(?:验证码|校验码|动态码)",
    ),
    (
        "code",
        rf"(?:验证码|校验码|动态码){_G}{{0,4}}"
        r"(?:报|告诉|发给|发我|发过|念给|提供给|说给|给他|给她)",
    ),
    ("bank_secret", rf"(?:银行卡|银行账户|信用卡|储蓄卡|网银|支付|取款|交易){_G}{{0,6}}密码"),
    ("bank_secret", r"卡号(?:和|及|与|、)密码|CVV|动态口令|U盾"),
    ("download", rf"(?!{_G}{{0,24}}(?:{_TRUSTED_APP})){_APP}"),
    ("court_app", _APP),
    ("screen", rf"共享{_G}{{0,4}}屏幕|屏幕{_G}{{0,4}}共享|分享屏幕"),
    ("remote", r"远程(?:控制|协助|操作|操控)|向日葵|TODESK|TEAMVIEWER|ANYDESK"),
    ("arrest", r"逮捕令|拘捕|通缉令|抓捕令|(?:抓|铐)(?:人|你|您|我|走|起来)"),
    ("arrest", rf"(?:立即|马上|立刻|当场|随时|小时内|分钟内){_G}{{0,8}}(?:逮捕|抓捕)|上门拘留"),
    ("arrest", rf"(?:不配合|否则|不然|不转|不交|不缴|不还){_G}{{0,8}}(?:逮捕|坐牢)"),
    (
        "secrecy",
        rf"(?:不要|不准|不许|不得|(?<!能)不能|不让|别(?!人)|勿)(?:让{_G}{{0,6}})?{_WHO}"
        rf"(?:告诉|告知|跟|和|对|让|叫|向){_G}{{0,3}}(?:{_NEAR})",
    ),
    ("secrecy", rf"(?:不要|不准|不许|(?<!能)不能|不让|别(?!人)){_WHO}挂(?:断|电话|机)|保持通话"),
    ("secrecy", rf"(?:找|到|去){_G}{{0,4}}(?:没人|无人)的?(?:房间|地方)"),
    ("code_input", rf"(?:输|填){_G}{{0,8}}(?:验证码|校验码)"),
    (
        "card_number",
        rf"(?:填|输|报|提供|发|要|登记|绑|给){_G}{{0,10}}(?:银行卡|卡号|银行账[号户])",
    ),
    ("private_contact", rf"加{_G}{{0,12}}(?:微信|QQ|企微|钉钉|好友)"),
)  # fmt: skip
# What makes a phrase harmless, anywhere in its sentence: auctions and bail have deposits too.
_HARMLESS = {
    "pay_to_avoid": re.compile(r"竞买|拍卖|竞拍|取保候审|保全|担保物|变更登记"),
    "screen": re.compile(r"举证|质证|出示证据|展示证据"),
    "secrecy": re.compile(r"验证码|密码"),
    "remote": re.compile(r"远程(?:协助|操作)(?:立案|开庭|调解|办理)"),
}
_NEGATED = re.compile(
    r"(?<!会)不会|(?<!要)不要|(?<!不)不得(?!不)|请勿|切勿|勿|不需|无需|无须|(?<!用)不用|从不|从未|绝不"
    r"|决不|严禁|禁止|谨防|警惕|拒绝|不索|不收|不向|不通过|不以|没有要求|未要求|不存在"
)
# These negate a whole list: 法院不会要求您转账,提供密码,下载软件.
_LISTING = re.compile(r"(?<!会)不会|从不|从未|绝不|决不|谨防|警惕|严禁|不索|不收|不向|不通过|不以")
_TURNS = re.compile(r"^\s*(?:但|只|请|需|把|将|您|你|马上|立即|现在|必须|应|先|而是)")
_WARNS = re.compile(
    r"凡|任何(?:以|要求|自称|人)|如遇|如接到|如收到|如有|若接到|若收到|不法分子|犯罪分子|谨防|警惕"
)
_OF_FRAUD = re.compile(r"诈骗|受骗|骗子|报警|110|挂断|举报|勿信|勿轻信|不要相信|切勿|不要理会|假冒")


def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _PHRASES)


_PATTERNS = _compiled()


def phrases_in(text: str) -> set[str]:
    """Return the names of the signs that the words of a message show."""
    folded = unicodedata.normalize("NFKC", plain(text)).upper().translate(_TRADITIONAL)
    folded = re.sub(r"[^\S\n]+", "", folded)
    return {name for sentence in _SENTENCES.split(folded) for name in _in_sentence(sentence)}


def _in_sentence(sentence: str) -> Iterator[str]:
    warned = _warned(sentence)
    listed, start = False, 0
    for clause in sentence.split(","):
        negated = _NEGATED.search(clause)
        listed = listed and not _TURNS.search(clause)
        for name, match in _matches(clause):
            if negated and negated.end() <= match.start():
                listed = listed or bool(_LISTING.fullmatch(negated.group()))
                continue
            at = start + match.start()
            if listed or at in warned or _is_harmless(name, sentence):
                continue
            yield name
        start += len(clause) + 1


def _matches(clause: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(clause):
            yield name, match


def _warned(sentence: str) -> range:
    """Return the part of a sentence that warns: from 凡 or 如遇 to what to do about it."""
    begins = _WARNS.search(sentence)
    ends = [match.start() for match in _OF_FRAUD.finditer(sentence)]
    return range(begins.start(), ends[-1]) if begins and ends else range(0)


def _is_harmless(name: str, sentence: str) -> bool:
    harmless = _HARMLESS.get(name)
    return bool(harmless and harmless.search(sentence))
