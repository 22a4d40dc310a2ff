# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small readers of text that servers and people write: durations and names.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import re

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_UNITS["d"] = 24 * _UNITS["h"]
_PART = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def nanoseconds(value: str | int, option: str) -> int:
    """A duration such as 90s, 1h30m, 2d, or a number of seconds, as Go counts it."""
    text = str(value).strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return int(float(text) * 10**9)
    if text and _PART.sub("", text) == "":
        return int(sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text)))
    raise BadInput(f"{option}: {value!r} is not a duration; write for instance 90s, 30m or 1h30m.")


def require_uuid(value: str, option: str) -> str:
    """Say what is wrong before a server does, without repeating a secret."""
    if not _UUID.fullmatch(value):
        raise BadInput(f"{option} must be a UUID, such as `python3 -c 'import uuid; print(uuid.uuid4())'` makes one.")
    return value.lower()


def quoted(value: str) -> str:
    """A string literal for a server-side filter; its grammar knows no escaped quote, so the other kind is used."""
    if "`" not in value:
        return f"`{value}`"
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    raise BadInput(f"{value!r} cannot be searched for: it has backticks together with quotes or backslashes.")
