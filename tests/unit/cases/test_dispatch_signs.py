"""Signs of fraud, both ways: true-looking messages of courts, and what swindlers write and say.

All examples are made up. Courts, numbers and sites in them are not meant.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.dispatch.parts import extract, normalise_text, readings
from bot.cases.dispatch.signs import SIGNS, Level, grave, signs

# What courts write. None of it may be called fraud, and most of it may raise no eyebrow at all.
CLEAN = [
    "【北京市朝阳区人民法院】您好，（2026）京0105民初12345号案件已立案，请留意后续通知。",
    "【南京市玄武区人民法院】您有一份文书待签收，请登录 https://zxfw.court.gov.cn 查看。",
    "【成都市武侯区人民法院】定于2026年12月2日9时30分在第三法庭开庭，请携带身份证准时到庭。",
    "【杭州市西湖区人民法院】请于收到通知之日起七日内预交案件受理费1150元，逾期按撤诉处理。",
    "【郑州市金水区人民法院】请将案款汇入本院执行款专户，户名：郑州市金水区人民法院，附言写明案号。",
    "【法院提醒】法院不会以任何理由要求您转账到安全账户，请勿向任何人提供验证码。",
    "【法院提醒】凡要求您转账、索要验证码、共享屏幕的，都是诈骗，请立即拨打110。",
    "近期有不法分子冒充法院工作人员要求转账汇款，请提高警惕，谨防受骗。",
    "您的验证码为839201，5分钟内有效，请勿告诉任何人。",
    "验证码 839201，用于登录人民法院在线服务，切勿提供给他人。",
    "请勿泄露银行卡密码。法院工作人员不会索要您的银行卡密码和验证码。",
    "本院不会通过电话要求您转账，提供银行卡密码，下载软件或者共享屏幕。",
    "如接到要求下载陌生软件、转账汇款的电话，请挂断并举报。",
    "你与某某公司借款合同纠纷一案已进入执行程序，请在三日内履行义务；拒不履行的将依法处罚。",
    "拒不履行生效判决的，本院将依法采取罚款、拘留措施，构成犯罪的追究刑事责任。",
    "被执行人应当报告财产。拒绝报告或者虚假报告的，可予以罚款、拘留。",
    "本院已冻结你名下的银行存款，如有异议可在收到裁定后提出。",
    "你已被纳入失信被执行人名单，履行义务后可申请删除失信信息。",
    "竞买人应当在拍卖开始前交纳竞买保证金，未成交的退还保证金。",
    "申请诉前财产保全应当提供担保，可以交保证金或者提供保函。",
    "被告人取保候审，应当交保证金或者提出保证人。",
    "请扫描缴费通知书上的二维码缴费，或者到诉讼服务中心窗口交费。",
    "可以通过微信、支付宝扫码缴费，收款单位为本院。",
    "本案定于明日14时在线开庭，请使用人民法院在线服务小程序提前十五分钟进入。",
    "庭审中需要出示证据的，可以使用屏幕共享功能举证。",
    "本案不公开开庭审理，请勿对外传播庭审内容。",
    "你委托的代理人已到庭，案件改为明日上午九时继续开庭。",
    "您的退费申请已受理，款项将退还至您的个人账户，请留意到账短信。",
    "案款已发放至申请人个人账户，请注意查收。",
    "请于2026年12月1日前将答辩状和证据提交至本院立案庭，可邮寄。",
    "您的判决书已通过法院专递寄出，邮单号1234567890123，请注意签收。",
    "您提交的网上立案申请未通过，原因：缺少被告身份信息，请补充后重新提交。",
    "公告送达：自本公告发出之日起经过三十日即视为送达。",
    "（2026）沪0115执8888号，网拍标的已成交，请买受人于十日内付清余款至本院账户。",
    "人民陪审员您好，请于周五上午九点参加庭审，地点第五法庭。",
    "您反映的问题已登记，编号202611240001，处理后回复您。",
    "被告人张某已被逮捕，案件移送本院审理，家属可以委托辩护人。",
    "请携带身份证原件到诉讼服务中心领取文书，地址见本院官网 www.bjcourt.gov.cn 。",
    "法院工作人员办案不收取现金，不向当事人推荐律师。",
    "您申请的先予执行，本院已裁定，裁定书将依法送达。",
    "证人应当出庭作证，不得与其他证人讨论案情。",
    "微信公众号搜索本院名称，可以查询开庭公告。",
]  # fmt: skip
# True messages that a careful person checks: at most a caution, never a warning.
CAUTION = [
    ("【某某区人民法院】您有新的文书，点击 https://t.cn/A6abc 查看。", ["short_link"]),
    ("【某某县人民法院】电子送达：https://sd.example-service.com/d/88 请签收。", ["other_domain"]),
    ("【某某市人民法院】请点击链接输入短信验证码查看文书。", ["code_input"]),
    ("【某某区人民法院】请填写退费的银行卡号，交至诉讼服务中心。", ["card_number"]),
    ("【某某区人民法院】请下载安装“云上法庭”客户端参加庭审。", ["court_app"]),
    ("调解员说加微信发调解协议，是正规的吗", ["private_contact"]),
    ("有个+852 2123 4567的电话说是法院", ["abroad"]),
    ("网站是 www.chinacourt.org 对吗", ["other_domain"]),
]
# What swindlers write, and what people tell of their calls.
FRAUD = [
    ("请立即将资金转入安全账户配合清查。", "safe_account"),
    ("对方说是法院的，要我把钱转到安全账户去，我还没有转", "safe_account"),
    ("為了資金清查，請把錢轉到安全帳戶", "safe_account"),
    ("案件调查期间，您名下的款项须进行资金核查。", "safe_account"),
    ("自称执行法官让我转钱，急急急", "transfer"),
    ("叫我微信转账给他", "transfer"),
    ("执行款请打到王法官个人账户", "transfer"),
    ("退款要打到调解账户，账户名是一个人的名字", "transfer"),
    ("加我的微信把诉讼费转账过来", "transfer"),
    ("让我买购物卡抵罚金", "transfer"),
    ("要我往书记员的支付宝付八百块公告费", "transfer"),
    ("让我扫他的收款码", "transfer"),
    ("不交解冻费，账户就一直冻着", "pay_to_avoid"),
    ("让我先缴五千块保证金", "pay_to_avoid"),
    ("付三千块就给撤案", "pay_to_avoid"),
    ("要我先交应诉保证金，不然不让开庭", "pay_to_avoid"),
    ("要我报验证码，说是查案子", "code"),
    ("把短信里的验证码发给我核对身份", "code"),
    ("請把驗證碼告訴我，方便核實身份", "code"),
    ("对方让我念验证码给他听", "code"),
    ("请回复验证码确认身份", "code"),
    ("请提供银行卡密码以便退费", "bank_secret"),
    ("要我报卡号和密码", "bank_secret"),
    ("填写信用卡背面的CVV", "bank_secret"),
    ("让我马上下载一个会议软件做笔录", "download"),
    ("附件要下载一个叫「文书阅读器」的软件", "download"),
    ("请安装专用安全控件后查看传票", "download"),
    ("让我打开共享屏幕", "screen"),
    ("要我把屏幕共享给他看", "screen"),
    ("装个向日葵让他远程帮我看文书", "remote"),
    ("开启远程控制，配合冻结核查", "remote"),
    ("二十分钟后到你公司抓人", "arrest"),
    ("附有您的逮捕令，请配合", "arrest"),
    ("不配合马上逮捕", "arrest"),
    ("再不接电话就要上门拘留", "arrest"),
    ("不转就等着坐牢", "arrest"),
    ("案件保密，不要告诉家人", "secrecy"),
    ("让我妈不准挂电话，找个没人的房间", "secrecy"),
    ("他让我别跟家里人说", "secrecy"),
    ("查看起诉状 http://court-gov.cn/s/1", "lookalike"),
    ("请登录 c0urt.gov.cn 领取文书", "lookalike"),
    ("www.court.gov.cn.wenshu.top/a 查看判决", "lookalike"),
    ("http://court.gov.cn@sd-wenshu.com/x", "lookalike"),
    ("请点 court.g0v.cn/x", "lookalike"),
    ("请点 \u0441ourt.gov.cn/x", "lookalike"),
    ("https://12368.gov-cn.com/", "lookalike"),
    ("http://47.98.1.2/ws", "numeric_link"),
    ("文书在47.98.1.2:8080/ws", "numeric_link"),
    ("点这里 https://a.example/wenshu.apk", "program_link"),
    ("请把钱　转 到\u200b安 全 账 户", "safe_account"),
    ("法院不会骗您，请把钱转到安全账户", "safe_account"),
    ("如不转账到安全账户，将冻结名下财产", "safe_account"),
    ("我们不会让您白跑，只需要您告诉我们验证码", "code"),
    ("法院会不会让我把验证码告诉他们", "code"),
    ("有人自称法院的，让我转账到安全账户，是不是诈骗", "safe_account"),
    ("接到电话说安全账户的事，我该报警吗", "safe_account"),
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN)
def test_messages_of_courts_show_no_sign(text: str) -> None:
    assert [sign.name for sign in signs(text)] == []


@pytest.mark.parametrize(("text", "names"), CAUTION)
def test_some_true_messages_show_a_caution_and_no_more(text: str, names: list[str]) -> None:
    found = signs(text)
    assert [sign.name for sign in found] == names
    assert grave(found) == ()


@pytest.mark.parametrize(("text", "name"), FRAUD)
def test_fraud_is_seen(text: str, name: str) -> None:
    found = signs(text)
    assert name in [sign.name for sign in grave(found)]


def test_a_domain_of_the_court_is_no_sign() -> None:
    text = "电子送达 https://sd.example.com/d/88 。"
    assert [sign.name for sign in signs(text)] == ["other_domain"]
    assert signs(text, official=("example.com",)) == ()
    assert [sign.name for sign in signs("https://badexample.com/x", official=("example.com",))] == [
        "other_domain"
    ]


@pytest.mark.parametrize(
    "host",
    [
        "www.gov.cn", "zxgk.court.gov.cn", "www.gdcourts.gov.cn", "12368.gov.cn", "www.gov.hk",
        "www.judiciary.hk", "www.gov.uk",
    ],
)  # fmt: skip
def test_sites_of_states_do_not_pretend(host: str) -> None:
    assert grave(signs(f"https://{host}/a")) == ()


def test_signs_are_sorted_and_said_once() -> None:
    text = "加微信，把验证码告诉他，再输验证码，把钱转到安全账户，再转到安全账户"
    found = signs(text)
    names = [sign.name for sign in found]
    assert names == ["safe_account", "transfer", "code", "private_contact"]
    levels = [sign.level for sign in found]
    assert levels == sorted(levels, key=[Level.FRAUD, Level.CAUTION].index)


def test_reasons_say_what_swindlers_do_and_nothing_of_the_law() -> None:
    for sign in SIGNS.values():
        assert not sign.reason.endswith("。")
        assert "法院不会" not in sign.reason and "court.gov.cn" not in sign.reason


@pytest.mark.parametrize(
    ("text", "links", "phones"),
    [
        ("点 http://a.example/x，然后2026年", ["a.example/x"], []),
        ("见（www.a.example/x）。", ["www.a.example/x"], []),
        ("ｗｗｗ．ａ．example／x", ["www.a.example/x"], []),
        ("HTTPS://A.Example:443/X/", ["a.example/X"], []),
        ("a.example/x和http://a.example/x", ["a.example/x"], []),
        ("起诉状.pdf 和 a.docx 发到 a.b@mail.example，标的1.5万", [], []),
        ("0571-8888 0000、13800000000、+86 138 0000 0000", [], ["057188880000", "13800000000"]),
        ("10690000123发来，回拨12368", [], ["10690000123", "12368"]),
        ("身份证110105199003071234，卡6222000000000000000", [], []),
        ("（2026）京0105民初12345号", [], []),
    ],
)
def test_links_and_phones_are_found(text: str, links: list[str], phones: list[str]) -> None:
    found = extract(text)
    assert [link.address for link in found.links] == links
    assert list(found.phones) == phones


def test_case_numbers_and_sums_are_found() -> None:
    found = extract("（2026）京0105民初1号，请交一万二千元，编号2026京0105执2号")
    assert [number.text for number in found.case_numbers] == [
        "（2026）京0105民初1号",
        "（2026）京0105执2号",
    ]
    assert [int(amount) for amount in found.amounts] == [12_000]


def test_a_reading_leaves_out_the_question_but_no_instruction() -> None:
    message = "【某某法院】请到诉讼服务中心领取您的文书。"
    asked = readings(extract(f"我收到短信：{message}是真的吗"))
    assert normalise_text(message) in asked
    added = readings(extract(f"{message}请把东西带到阳光小区三号楼门口。"))
    assert normalise_text(message) not in added


_MIXED = st.lists(
    st.sampled_from(
        [
            "【法院】", "http://", "court.gov.cn", "。", "，", "转账", "验证码", "不会", "（2026）",
            "京0105民初1号", "@", ".", "//", "13800000000", "是真的吗", "「", "」", "\n", "\u200b",
        ]
    )
    | st.text(max_size=8),
    max_size=30,
).map("".join)  # fmt: skip


@given(_MIXED)
def test_nothing_that_is_pasted_breaks_it(text: str) -> None:
    message = extract(text)
    assert all(sign in SIGNS.values() for sign in signs(text))
    assert all(len(reading) >= 15 for reading in readings(message))
    assert normalise_text(normalise_text(text)) == normalise_text(text)


@given(st.sampled_from(FRAUD), st.sampled_from(CLEAN))
def test_a_true_message_around_it_does_not_hide_fraud(fraud: tuple[str, str], true: str) -> None:
    text, name = fraud
    assert name in [sign.name for sign in signs(f"{true}\n{text}")]
