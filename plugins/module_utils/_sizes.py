# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes as people write them: 1048576, "512MB" (by 1,000), "1GiB" (by 1,024).

Private to this collection: no promise to others.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

_UNITS = {
    "b": 1,
    **{f"{letter}b": 1000**power for power, letter in enumerate("kmgtp", 1)},
    **{f"{letter}ib": 1024**power for power, letter in enumerate("kmgtp", 1)},
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.ASCII | re.IGNORECASE)


def byte_size(value: Any, option: str) -> int:
    """A size in bytes; letters alone (1G) mean one to some programs and another to others, and are refused."""
    found = _SIZE.fullmatch(str(value).strip())
    unit = _UNITS.get((found[2] or "b").lower()) if found else None
    if found is None or unit is None:
        raise BadInput(f"{option}: {value!r} is not a size; write for instance 1048576 (bytes), 512MB or 1GiB.")
    return int(Decimal(found[1]) * unit)
