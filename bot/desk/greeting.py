"""The first words of a conversation, the same at every door."""

from __future__ import annotations

from bot.desk.replies import HUMAN, Button, Reply

MENU = (
    Button(title="查我的案件", payload="/case_progress_query"),
    Button(title="什么时候开庭", payload="/hearing_time_query"),
    Button(title="怎么立案", payload='/procedure{"topic": "how_to_sue_procedure"}'),
    Button(title="算诉讼费", payload="/calculate_fee"),
    Button(title="算期限", payload="/calculate_time_limit"),
    HUMAN,
)

GREETING = Reply(
    text="您好，我是诉讼服务智能助手（机器，不是法官）。查案件、问程序、算费用和期限都可以，"
    "直接说您的事就行；要找工作人员，随时说“人工”。",
    buttons=MENU,
)

RECORD_NOTICE = (
    "我是机器，不是法官；答复供您办事参考，不是裁判，也不是法律意见。"
    "对话会被记录，用来答复您、转交工作人员和监督服务质量；查询码、证件号和电话不会完整保存。"
    "随时可以说“人工”找工作人员。"
)
