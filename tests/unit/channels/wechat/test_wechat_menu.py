"""The menu's file: what WeChat would refuse is found before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from channels.wechat.errors import MenuFault
from channels.wechat.menu import menu, read

CLICK = {"name": "查案件", "key": "case", "payload": "/case_progress_query"}


def written(folder: Path, buttons: Any) -> Path:
    """Write a menu's file."""
    path = folder / "menu.yml"
    path.write_text(json.dumps({"buttons": buttons}, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_menu_of_the_repository_is_good() -> None:
    found = menu()
    published = found.published("https://court.example/")
    names = [button["name"] for button in published["button"]]
    assert names == ["查案件", "办事问答", "转人工"]
    assert published["button"][0]["sub_button"][3] == {
        "name": "绑定我的案件",
        "type": "view",
        "url": "https://court.example/wechat/bind",
    }
    assert published["button"][2] == {"name": "转人工", "type": "click", "key": "human"}
    assert found.by_key["human"].payload == "/talk_to_human"
    assert all(
        len(each["name"]) <= 8 for top in published["button"] for each in top.get("sub_button", ())
    )


def test_its_own_address_must_be_known() -> None:
    with pytest.raises(MenuFault, match="PUBLIC_URL must be set: the button 绑定我的案件"):
        menu().published("")


@pytest.mark.parametrize(
    ("buttons", "fault"),
    [
        ([], r"buttons: 1 to 3 buttons"),
        ([CLICK] * 4, r"buttons: 1 to 3 buttons"),
        ([CLICK, CLICK], r"key 'case' is there twice"),
        (["x"], r"buttons\[1\]: a button is expected"),
        ([{**CLICK, "colour": "red"}], r"buttons\[1\]: only the texts"),
        ([{**CLICK, "name": 7}], r"buttons\[1\]: only the texts"),
        ([{**CLICK, "name": ""}], r"buttons\[1\]: a name is missing"),
        ([{**CLICK, "name": "六个汉字太长"}], r"name has more than 16 bytes"),
        ([{**CLICK, "key": "k" * 129}], r"key has more than 128 bytes"),
        ([{**CLICK, "url": "https://x"}], r"exactly one of key"),
        ([{"name": "空"}], r"exactly one of key"),
        ([{"name": "空", "key": "k"}], r"exactly one of key"),
        ([{**CLICK, "payload": "case"}], r"a payload begins with /"),
        (
            [{"name": "上", "buttons": [{"name": "下", "buttons": [CLICK]}]}],
            r"\[1\]\[1\]: a button below",
        ),
        ([{"name": "上", "buttons": [CLICK] * 6}], r"buttons\[1\]: 1 to 5 buttons"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, buttons: Any, fault: str) -> None:
    with pytest.raises(MenuFault, match=fault):
        read(written(tmp_path, buttons))


@pytest.mark.parametrize("content", ["", "- a", "buttons: [", "other: 1", "\x00"])
def test_another_file_is_no_menu(tmp_path: Path, content: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(content)
    with pytest.raises(MenuFault):
        read(path)
    with pytest.raises(MenuFault):
        read(tmp_path / "absent.yml")
