# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes as people write them: 1048576, "512MB" (by 1,000), "1GiB" (by 1,024).

Private to this collection: no promise to others.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

UNITS = {
    "B": 1,
    **{f"{letter}B": 1000**power for power, letter in enumerate("kMGTP", 1)},
    **{f"{letter}iB": 1024**power for power, letter in enumerate("KMGTP", 1)},
}
_BY_NAME = {unit.lower(): size for unit, size in UNITS.items()}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.ASCII | re.IGNORECASE)


def parsed(value: Any) -> Fraction | None:
    """A size in bytes, exact; letters alone (1G) mean one to some programs and another to others, and are none."""
    found = _SIZE.fullmatch(str(value).strip())
    size = _BY_NAME.get((found[2] or "B").lower()) if found else None
    return Fraction(found[1]) * size if found and size else None


def byte_size(value: Any, option: str) -> int:
    """A size in whole bytes, or an error that names the option."""
    size = parsed(value)
    if size is None:
        raise BadInput(f"{option}: {value!r} is not a size; write for instance 1048576 (bytes), 512MB or 1GiB.")
    return int(size)
