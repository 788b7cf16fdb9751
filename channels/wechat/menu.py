"""The account's menu: read from data/wechat/menu.yml, checked, and made what WeChat wants.

A press arrives as the button's key; which payload it stands for is known here alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.desk.replies import Button
from bot.settings import ROOT
from channels.limits import WeChat
from channels.wechat.errors import MenuFault

FILE = ROOT / "data" / "wechat" / "menu.yml"
_PLACE = "{public_url}"


@dataclass(frozen=True)
class Entry:
    """One button: exactly one of key with payload, url, and entries below it."""

    name: str
    key: str = ""
    payload: str = ""
    url: str = ""
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Menu:
    """The whole menu."""

    entries: tuple[Entry, ...]

    @property
    def by_key(self) -> dict[str, Button]:
        """What each key stands for."""
        return {
            entry.key: Button(title=entry.name, payload=entry.payload)
            for entry in _all(self.entries)
            if entry.key
        }

    def published(self, public_url: str) -> dict[str, Any]:
        """Return the menu as WeChat's API takes it.

        Raises:
            MenuFault: a button leads to this service, and its address is not known.
        """
        return {"button": [_published(entry, public_url.rstrip("/")) for entry in self.entries]}


@cache
def menu() -> Menu:
    """Return the menu of the repository, read once."""
    return read(FILE)


def read(path: Path) -> Menu:
    """Return the menu in a file.

    Raises:
        MenuFault: it is not there, not readable, or not what WeChat accepts; names the button.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise MenuFault(f"{path.name}: cannot be read ({type(error).__name__})") from None
    if not isinstance(found, dict) or set(found) != {"buttons"}:
        raise MenuFault(f"{path.name}: one list named 'buttons' is expected")
    entries = tuple(_entries(found["buttons"], "buttons", WeChat.MENU_BUTTONS, top=True))
    keys = [entry.key for entry in _all(entries) if entry.key]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise MenuFault(f"{path.name}: key {sorted(twice)[0]!r} is there twice")
    return Menu(entries)


def _all(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from entry.below


def _entries(found: object, where: str, most: int, *, top: bool) -> Iterator[Entry]:
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        raise MenuFault(f"{where}: 1 to {most} buttons are expected")
    for number, each in enumerate(found, 1):
        yield _entry(each, f"{where}[{number}]", top=top)


def _entry(found: object, where: str, *, top: bool) -> Entry:
    if not isinstance(found, dict):
        raise MenuFault(f"{where}: a button is expected")
    values = {name: found.get(name, "") for name in ("name", "key", "payload", "url")}
    if set(found) - {*values, "buttons"} or not all(isinstance(v, str) for v in values.values()):
        raise MenuFault(f"{where}: only the texts name, key, payload, url, and the list buttons")
    _require_short(values, where, top=top)
    kinds = [bool(values["key"]), bool(values["url"]), "buttons" in found]
    if sum(kinds) != 1 or bool(values["key"]) != bool(values["payload"]):
        raise MenuFault(f"{where}: exactly one of key with payload, url, and buttons")
    if values["payload"] and not values["payload"].startswith("/"):
        raise MenuFault(f"{where}: a payload begins with /")
    if "buttons" not in found:
        return Entry(**values)
    if not top:
        raise MenuFault(f"{where}: a button below another has none below it")
    below = _entries(found["buttons"], where, WeChat.MENU_SUB_BUTTONS, top=False)
    return Entry(**values, below=tuple(below))


def _require_short(values: dict[str, str], where: str, *, top: bool) -> None:
    most = {
        "name": WeChat.MENU_NAME_BYTES if top else WeChat.SUB_MENU_NAME_BYTES,
        "key": WeChat.MENU_KEY_BYTES,
        "url": WeChat.MENU_URL_BYTES,
    }
    if not values["name"]:
        raise MenuFault(f"{where}: a name is missing")
    for name, limit in most.items():
        if len(values[name].encode()) > limit:
            raise MenuFault(f"{where}: {name} has more than {limit} bytes")


def _published(entry: Entry, public_url: str) -> dict[str, Any]:
    if entry.below:
        below = [_published(each, public_url) for each in entry.below]
        return {"name": entry.name, "sub_button": below}
    if entry.key:
        return {"name": entry.name, "type": "click", "key": entry.key}
    if _PLACE in entry.url and not public_url:
        raise MenuFault(f"PUBLIC_URL must be set: the button {entry.name} leads to it")
    return {"name": entry.name, "type": "view", "url": entry.url.replace(_PLACE, public_url)}
