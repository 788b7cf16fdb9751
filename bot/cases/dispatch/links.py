"""Links in a message: found as people paste them, in one spelling, and whether they pretend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# The site of the courts. Facts: procedures P83, not confirmed: a caution, never a confirmation.
COURT_DOMAIN = "court.gov.cn"

# Full-width letters, digits and the signs of an address; everything else stays as it is.
_PLAIN = {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
}
_PLAIN |= {ord("．"): ".", ord("／"): "/", ord("："): ":"}
# Greek and Cyrillic letters pass for Latin ones.
_LETTER = "A-Za-z0-9\u0370-\u04ff"
_WITH_SCHEME = r"https?://(?P<rest>[!-~\u0370-\u04ff]*)"
_BARE = (
    rf"(?<![{_LETTER}@._/-])(?:[{_LETTER}-]{{1,63}}\.){{1,8}}(?P<top>[A-Za-z\u0370-\u04ff]{{2,24}})"
    rf"(?![{_LETTER}@.-])(?::\d{{1,5}})?(?:[/?#][!-~]*)?"
)
_ADDRESS = r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|(?=/))(?:/[!-~]*)?"
_LINK = re.compile(rf"{_WITH_SCHEME}|(?P<bare>{_BARE})|(?P<address>{_ADDRESS})", re.IGNORECASE)
_TRAILING = ".,;:!?'\")]}>"
_NOT_DOMAINS = {
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "jpg", "jpeg", "png", "gif", "txt", "zip",
    "rar", "wps", "mp4", "mp3",
}  # fmt: skip
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SHORTENERS = {
    "t.cn", "dwz.cn", "url.cn", "w.url.cn", "suo.im", "suo.nz", "bit.ly", "tinyurl.com", "is.gd",
    "goo.gl", "3.cn", "mrw.so", "c1n.cn", "sourl.cn", "dwz.mk", "v.gd", "t.ly", "rb.gy", "cutt.ly",
}  # fmt: skip
_PROGRAMS = re.compile(r"\.(?:apk|exe|msi|ipa|mobileconfig|scr|bat)(?:[?#]|$)", re.IGNORECASE)
# Digits, and the Cyrillic and Greek letters that look like Latin ones.
_LOOKS = {
    ord("0"): "o", ord("1"): "l", ord("q"): "g", 0x0430: "a", 0x0435: "e", 0x043E: "o",
    0x0440: "p", 0x0441: "c", 0x0456: "i", 0x03BF: "o", 0x03C5: "u", 0x0433: "r", 0x0442: "t",
}  # fmt: skip
_GOV = re.compile(r"(?:^|[.-])gov(?:[.-]|$)")
_FOREIGN_GOV = re.compile(r"\.gov(?:\.(?!cn$)[a-z]{2})?$")


@dataclass(frozen=True)
class Link:
    """A link: its host in small letters ("" if it has none that can be read), and the whole.

    ``address`` leaves out the scheme, which people lose when they copy. ``disguised``: words before
    an @ stand where the host would be expected.
    """

    host: str
    address: str
    disguised: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the host is a bare IP address."""
        return bool(_IP.fullmatch(self.host))

    @property
    def shortened(self) -> bool:
        """Whether it hides its target behind a shortening service."""
        return self.host.removeprefix("www.") in _SHORTENERS

    @property
    def program(self) -> bool:
        """Whether it downloads a program."""
        return bool(_PROGRAMS.search(self.address))

    def within(self, domains: Iterable[str]) -> bool:
        """Whether the host is one of the domains or below one."""
        return any(self.host == one or self.host.endswith(f".{one}") for one in domains)

    def pretends(self, official: Iterable[str] = ()) -> bool:
        """Whether the host is dressed up as a court's or the state's and is not."""
        if self.disguised:
            return True
        if self.within((COURT_DOMAIN, *official)):
            return False
        look = self.host.translate(_LOOKS)
        if _imitates(look, self.host):
            return True
        if self.within(("gov.cn",)):
            return False
        if "court" in look and "gov" in look:
            return True
        return bool(_GOV.search(look)) and not _FOREIGN_GOV.search(self.host)


def _imitates(look: str, host: str) -> bool:
    """Tell whether a host only looks as if it held ``court`` or ``gov``: c0urt, g0v."""
    court = "court" in look and "court" not in host
    return court or bool(_GOV.search(look) and not _GOV.search(host))


def plain(text: str) -> str:
    """Return a text without invisible characters, its addresses in half width."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.translate(_PLAIN)


def find_links(text: str) -> tuple[Link, ...]:
    """Return the links of a text in order, each once."""
    return tuple(dict.fromkeys(link for link, _, _ in locate(plain(text))))


def locate(text: str) -> Iterator[tuple[Link, int, int]]:
    """Return the links of a ``plain`` text with their places."""
    for match in _LINK.finditer(text):
        if match["top"] and match["top"].lower() in _NOT_DOMAINS:
            continue
        written = match["rest"] if match["rest"] is not None else match.group()
        yield _read(written.rstrip(_TRAILING)), match.start(), match.end()


def read_link(text: str) -> Link | None:
    """Return the one link that a cell of a ledger holds, None if it holds none."""
    return next(iter(find_links(text)), None)


def _read(written: str) -> Link:
    end = re.search(r"[/?#\\]", written)
    authority = written[: end.start()] if end else written
    rest = written[end.start() :] if end else ""
    before, at, site = authority.rpartition("@")
    host, _, port = site.partition(":")
    host = host.lower().strip(".")
    shown = host if port in ("", "80", "443") else f"{host}:{port}"
    return Link(host, f"{shown}{rest}".rstrip("/"), bool(at and before))
