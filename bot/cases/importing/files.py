"""What a file is before it is read: its kind, its encoding, the hash of its content."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.cases.errors import UnreadableFile
from bot.court.zone import CHINA

_CHUNK = 1 << 20
_KINDS = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """A file as it is now: ``size`` in bytes, ``hash`` of its content, ``written`` its own time."""

    path: Path
    kind: str
    encoding: str
    size: int
    hash: str
    written: datetime


def identify(path: Path) -> Identity:
    """Read a file once through and say what it is.

    Raises:
        UnreadableFile: it is missing, a folder, empty, of an unknown kind, or not what its name
            says.
    """
    kind = _kind(path)
    stat = path.stat()
    size, written = stat.st_size, datetime.fromtimestamp(stat.st_mtime, CHINA)
    if not size:
        raise UnreadableFile(f"{path} 是空文件，没有可以导入的内容。")
    encoding = "" if kind == "xlsx" else _encoding(path)
    if kind == "xlsx" and not zipfile.is_zipfile(path):
        raise UnreadableFile(f"{path} 不是 Excel 的 .xlsx 文件，请在 Excel 里另存为 .xlsx。")
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return Identity(path, kind, encoding, size, digest.hexdigest(), written)


def _kind(path: Path) -> str:
    if path.is_dir():
        raise UnreadableFile(f"{path} 是文件夹，请指定其中的一个文件。")
    if not path.is_file():
        raise UnreadableFile(f"找不到文件 {path}，请检查路径。")
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UnreadableFile(f"不能导入 {path.name}：只支持 .csv、.jsonl 和 .xlsx 文件。")
    return kind


def _encoding(path: Path) -> str:
    """Return utf-8-sig, or gb18030 where some part is not UTF-8."""
    if any(b"\0" in chunk for chunk in _chunks(path)):
        raise UnreadableFile(f"{path} 不是文本文件，请另存为 UTF-8 编码的文本再导入。")
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFile(f"认不出 {path} 的文字编码，请另存为 UTF-8 再导入。")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableFile(f"读不了文件 {path}：请检查权限和磁盘。") from error
