"""What a message or event of WeChat means to the assistant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.court.places import courts_at
from bot.desk.greeting import GREETING, MENU, RECORD_NOTICE
from bot.desk.platforms.attachments import Kind
from bot.desk.platforms.windows import Opening
from bot.desk.replies import HUMAN, Button, Reply
from channels.limits import Web, WeChat
from channels.web.text import clean
from channels.wechat.messages import Message

BY_MESSAGE = Opening("message", WeChat.MESSAGE_QUOTA, WeChat.MESSAGE_WINDOW)
BY_ACTION = Opening("action", WeChat.ACTION_QUOTA, WeChat.ACTION_WINDOW)

_NOT_SUBMITTED = (
    "发在这里不算向法院提交，期限也不会因此延长；要交材料，请走网上立案、邮寄或者窗口。"
)
WELCOME = Reply(text=f"谢谢关注。{GREETING.text}\n\n{RECORD_NOTICE}", buttons=MENU)
KEPT = Reply(
    text="{what}收到了，已经留给工作人员看。里面的内容我认不出来，"
    f"您想问什么，请打字告诉我。{_NOT_SUBMITTED}",
    buttons=(HUMAN,),
)
NOT_KEPT = Reply(
    text=f"{{what}}里的内容我认不出来，您想问什么，请打字告诉我。{_NOT_SUBMITTED}",
    buttons=(HUMAN,),
)
HEARING = Reply(text="语音收到了，正在转成文字，请稍等。")
NOT_HEARD = Reply(
    text="抱歉，这条语音我没能听清。请打字告诉我，或者用输入法的语音转文字再发一次。",
    buttons=(HUMAN,),
)
UNKNOWN = Reply(
    text="这种消息我还看不懂，请打字告诉我您想问什么，比如“我的案子到哪一步了”。",
    buttons=(HUMAN,),
)
_WHERE = "请告诉我您在哪个区或者哪个县，比如“我在江夏区”，或者转人工。"
_UNREADABLE = ("【收到不支持的消息类型，暂无法显示】", "[收到不支持的消息类型，暂无法显示]")


@dataclass(frozen=True)
class Say:
    """The assistant is to answer. ``shown_as``: what the citizen saw instead of a payload."""

    kind: str
    content: str
    shown_as: str = ""


@dataclass(frozen=True)
class Fixed:
    """The answer stands already. ``attachment``: what is to be fetched, by WeChat's name."""

    shown_as: str
    reply: Reply
    attachment: tuple[Kind, str] | None = None


@dataclass(frozen=True)
class Silent:
    """Nothing is said. ``left``: the citizen no longer follows the account."""

    left: bool = False


Meaning = Say | Fixed | Silent


@dataclass(frozen=True)
class Abilities:
    """What this door can do besides talking: fetch what citizens send, and understand speech."""

    fetches: bool = False
    hears: bool = False


def meaning_of(message: Message, menu: Mapping[str, Button], can: Abilities) -> Meaning:
    """Return what a message means. ``menu``: what the keys of the account's menu stand for."""
    if message.kind == "event":
        return _event(message, menu)
    found = _KINDS.get(message.kind)
    return found(message, can) if found else Fixed(f"［{message.kind[:20]}］", UNKNOWN)


def opening_of(message: Message) -> Opening | None:
    """Return what a message allows us to send, ``None`` for what allows nothing."""
    if message.kind != "event":
        return BY_MESSAGE
    return BY_ACTION if message.event in ("click", "subscribe", "scan") else None


def _event(message: Message, menu: Mapping[str, Button]) -> Meaning:
    key = message.text("EventKey")
    if message.event == "subscribe":
        scene = key.removeprefix("qrscene_")
        return Fixed(f"［关注，扫码 {scene[:64]}］" if scene else "［关注］", WELCOME)
    if message.event == "scan":
        return Fixed(f"［扫码 {key[:64]}］", GREETING)
    if message.event == "click":
        button = menu.get(key)
        if button is None:  # a menu that was published before this one
            return Fixed("［菜单］", GREETING)
        return Say("payload", button.payload, button.title)
    return Silent(left=message.event == "unsubscribe")


def _text(message: Message, _can: Abilities) -> Meaning:
    content = clean(message.text("Content"))[: Web.MAX_TEXT]
    if not content or content in _UNREADABLE:
        return Fixed("［看不懂的消息］", UNKNOWN)
    return Say("text", content)


def _voice(message: Message, can: Abilities) -> Meaning:
    if heard := clean(message.text("Recognition")):
        return Say("text", heard, heard)
    if can.fetches and can.hears and (media := _media(message)):
        return Fixed("［语音］", HEARING, ("voice", media))
    return Fixed("［语音］", NOT_HEARD)


def _picture(message: Message, can: Abilities) -> Meaning:
    return _kept(message, can, "图片", "image")


def _film(message: Message, can: Abilities) -> Meaning:
    return _kept(message, can, "视频", "video")


def _file(message: Message, can: Abilities) -> Meaning:
    return _kept(message, can, "文件", "file")


def _kept(message: Message, can: Abilities, what: str, kind: Kind) -> Meaning:
    media = _media(message) if can.fetches else ""
    reply = KEPT if media else NOT_KEPT
    said = reply.model_copy(update={"text": reply.text.format(what=what)})
    return Fixed(f"［{what}］", said, (kind, media) if media else None)


def _media(message: Message) -> str:
    media = message.text("MediaId")
    return media if len(media) <= 200 and media.isascii() else ""


def _location(message: Message, _can: Abilities) -> Meaning:
    label = clean(message.text("Label"))[:200]
    return Fixed(f"［位置］{label}", _courts_near(label))


def _courts_near(label: str) -> Reply:
    found = courts_at(label)
    if not found or len(found) > 3:
        known = f"您发的位置是“{label}”，" if label else "位置收到了，"
        return Reply(text=f"{known}但我认不出是哪家法院的辖区。{_WHERE}", buttons=(HUMAN,))
    names = "、".join(court.name for court in found)
    return Reply(
        text=f"按您发的位置，当地的基层法院是{names}。哪家法院管您的案件，"
        "要看案件类型和被告住所地等，不一定就是离您最近的。地址和电话请以该院公布的为准。",
        buttons=(Button(title="怎么立案", payload=MENU[2].payload), HUMAN),
    )


def _link(message: Message, _can: Abilities) -> Meaning:
    parts = [clean(message.text(name)) for name in ("Title", "Description", "Url")]
    content = "\n".join(part for part in parts if part)[: Web.MAX_TEXT]
    return Say("text", content) if content else Fixed("［链接］", UNKNOWN)


_KINDS: Mapping[str, Callable[[Message, Abilities], Meaning]] = {
    "text": _text,
    "voice": _voice,
    "image": _picture,
    "video": _film,
    "shortvideo": _film,
    "file": _file,
    "location": _location,
    "link": _link,
}
