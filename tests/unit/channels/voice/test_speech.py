"""Speech: figures, dates, money and lists as people say them, in breaths."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.limits import Voice
from channels.voice import numbers
from channels.voice.speech import breaths, spoken

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("案号（2026）京0105民初12345号。", "案号，二零二六年，京零幺零五，民初，幺二三四五号。"),
        ("（2015）海民初字第05号", "二零幺五年，海民初字第，零五号。"),
        ("2026年11月6日（周五）9:30", "十一月六号周五上午九点半。"),
        ("2025-03-05送达", "二零二五年三月五号送达。"),
        ("2027年1月", "二零二七年一月。"),
        ("工作日 8:30-12:00，13:30-17:30", "工作日上午八点半到中午十二点，下午一点半到五点半。"),
        ("下午2:05", "下午两点零五分。"),
        ("晚上20:00", "晚上八点。"),
        ("0:00-24:00", "凌晨零点到晚上十二点。"),
        ("受理费8,800元", "受理费八千八百元。"),
        ("2元、2万元、200000元", "两元、两万元、二十万元。"),
        ("0.05元，10.5元，3.07元", "五分，十元五角，三元零七分。"),
        ("12万余元", "十二万余元。"),
        (
            "按2.5%交，日万分之一点七五即1.75‱",
            "按百分之二点五交，日万分之一点七五即万分之一点七五。",
        ),
        ("(200000-100000)×2%=2000元", "二十万减十万的差乘以百分之二等于两千元。"),
        ("打12368或者110", "打幺二三六八或者幺幺零。"),
        ("电话010-85998888", "电话零幺零，八五九九，八八八八。"),
        ("手机13800001111", "手机幺三八，零零零零，幺幺幺幺。"),
        ("回执号261124123456", "回执号二六幺幺，二四幺二，三四五六。"),
        ("尾号1234，查询码******26", "尾号幺二三四，查询码尾号二六。"),
        ("张**，138****1234", "张某某，幺三八尾号幺二三四。"),
        ("第171条、15日内、3个月、2个月、2份", "第一百七十一条、十五日内、三个月、两个月、两份。"),
        ("1. 带身份证\n2. 交材料\n· 快递也行", "第一，带身份证。第二，交材料。快递也行。"),
        ("请到https://splcgk.court.gov.cn/x?a=1查", "请到网站查。"),
        ("见 www.court.gov.cn 或 a.b@court.cn", "见网站或邮箱。"),
        ("正文。\n依据：《民事诉讼法》第171条（2023年修正）", "正文。"),
        ("《民事诉讼法》（2023年修正）“规定”", "民事诉讼法，二零二三年修正，规定。"),
        ("立案/开庭", "立案或开庭。"),
        ("（，。）", ""),
        ("", ""),
    ],
)
def test_written_text_is_said(text: str, said: str) -> None:
    assert spoken(text, TODAY) == said


def test_sentences_share_a_breath_and_no_breath_is_too_long() -> None:
    text = "一" * 30 + "。" + "二" * 20 + "！" + "三" * 50 + "，" + "四" * 30 + "。" + "五" * 130
    said = breaths(text, TODAY)
    assert "".join(said) == text + "。"
    assert [len(breath) for breath in said] == [52, 51, 31, 60, 60, 11]


_WRITTEN = st.text(
    st.one_of(
        st.sampled_from(
            "0123456789（）()[]【】{}<>《》“”:：/.-—~%‰*·•\n，。、；？！元年月日号案京民初第条"
        ),
        st.characters(),
    ),
    max_size=300,
)


@given(_WRITTEN)
def test_nothing_unspeakable_is_said(text: str) -> None:
    for breath in breaths(text, TODAY):
        assert 0 < len(breath) <= Voice.BREATH
        assert not re.search(r"[()（）\[\]【】{}<>〈〉《》“”:/.\d*·•#@_=+%‰\n\s-]", breath), breath


@given(st.from_regex(r"(https?://|www\.)[a-z0-9./?=&-]{1,60}", fullmatch=True))
def test_no_link_is_said(link: str) -> None:
    assert not re.search(r"[a-zA-Z]", spoken(f"请看{link}，谢谢", TODAY))


@given(st.integers(0, 10**16))
def test_every_sum_can_be_said(fen: int) -> None:
    said = numbers.money(f"{fen // 100:,}.{fen % 100:02d}")
    assert re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿元角分]+", said)
