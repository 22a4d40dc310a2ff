# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small readers of text that people write for servers: ids and filter literals.

Private to this collection: no promise to others.
"""

from __future__ import annotations

import re

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

__all__ = ["nanoseconds", "quoted", "require_uuid"]

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


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
