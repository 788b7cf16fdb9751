"""The services that can be booked (一号通办: 接访, 阅卷, 立案, 回电)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["remote_reception", "file_reading", "filing_counter", "call_back"]

KIND_NAMES: Mapping[str, str] = {
    "remote_reception": "远程接访",
    "file_reading": "阅卷",
    "filing_counter": "立案窗口",
    "call_back": "回电",
}
# Nobody travels to these.
AT_A_DISTANCE = frozenset({"remote_reception", "call_back"})
