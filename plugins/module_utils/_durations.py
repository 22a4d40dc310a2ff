# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations as people, Go and Vault write them: 90, "90", "90s", "1h30m", "1.5h", "500ms", "30d".

A bare number counts seconds. A day is 24 hours; Vault knows d, Go does not.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

_SECOND = 10**9
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,  # the micro sign
    "\u03bcs": 10**3,  # the Greek letter: Go reads both
    "ms": 10**6,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 86400 * _SECOND,
}
_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(f"({_NUMBER})({'|'.join(sorted(_UNITS, key=len, reverse=True))})", re.ASCII)
_BARE = re.compile(_NUMBER, re.ASCII)


def nanoseconds(value: Any, option: str = "") -> int:
    """A duration as Go counts it; ``option`` is named where the value is none."""
    text = "" if isinstance(value, bool) else str(value).strip()
    if isinstance(value, float) and 0 <= value < math.inf:
        text = format(Decimal(text), "f")  # not 1e-05
    if _BARE.fullmatch(text):
        return int(Decimal(text) * _SECOND)
    parts = _PART.findall(text)
    if parts and "".join(map("".join, parts)) == text:
        return int(sum(Decimal(number) * _UNITS[unit] for number, unit in parts))
    named = f"{option}: " if option else ""
    raise BadInput(f"{named}{value!r} is not a duration; write for instance 90 (seconds), 30m, 1h30m or 30d.")


def seconds(value: Any) -> float:
    """A duration in seconds."""
    return nanoseconds(value) / _SECOND


def go_text(value: Any) -> str:
    """A duration as Go prints it: 1h30m0s, 1.5s, 500ms."""
    total = nanoseconds(value)
    if 0 < total < _SECOND:
        unit = next(unit for unit in ("ms", "\u00b5s", "ns") if total >= _UNITS[unit])
        return _decimal(total, _UNITS[unit]) + unit
    minutes, rest = divmod(total, _UNITS["m"])
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(rest, _SECOND)}s"
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text


def _decimal(count: int, unit: int) -> str:
    """The count in the unit, without an exponent and without zeros at its end."""
    whole, rest = divmod(count, unit)
    fraction = str(rest).zfill(len(str(unit)) - 1).rstrip("0") if rest else ""
    return f"{whole}.{fraction}" if fraction else str(whole)
