# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes in the unit that an option wants."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.module_utils._sizes import UNITS, parsed

DOCUMENTATION = r"""
name: byte_size
short_description: Convert a size in bytes
version_added: 0.1.0
description:
  - Reads a size such as V(1GiB) or V(512MB), and gives it back as a number of another unit.
  - Units with an C(i) count by 1,024, those without by 1,000, as the standards say. So V(1GiB) is 1,073,741,824 bytes,
    and V(1GB) is 1,000,000,000 bytes. Letters alone (V(1G)) mean one to some programs and the other to others, and are
    refused.
  - C(memory) in a job of Nomad counts MiB, although its documentation says MB.
author: nomadic.fleet authors (@nomadic-fleet)
positional: unit
options:
  _input:
    description: A number of bytes, or a text of a number and a unit, of any case.
    type: raw
    required: true
  unit:
    description: The unit of the result, a number, whole if it can be.
    type: str
    choices: [B, kB, MB, GB, TB, PB, KiB, MiB, GiB, TiB, PiB]
    default: B
"""

EXAMPLES = r"""
- name: Show sizes
  ansible.builtin.debug:
    msg:
      - "{{ '1GiB' | nomadic.fleet.byte_size }}"    # 1073741824
      - "{{ '1.5 GiB' | nomadic.fleet.byte_size('MiB') }}"    # 1536
      - "{{ '512MB' | nomadic.fleet.byte_size('MiB') }}"    # 488.28125
"""

RETURN = r"""
_value:
  description: The number.
  type: float
  sample: 1073741824
"""


def byte_size(value: t.Any, unit: str = "B") -> int | float:
    """The size in the unit."""
    if unit not in UNITS:
        raise AnsibleFilterError(f"byte_size: unit {unit!r} is none of {', '.join(UNITS)}")
    size = parsed(value)
    if size is None:
        raise AnsibleFilterError(
            f"byte_size: {value!r} is not a size; write for instance 1024 (bytes), 512MB (by 1,000) or 1GiB (by 1,024)"
        )
    number = size / UNITS[unit]
    return int(number) if number.denominator == 1 else float(number)


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function."""
        return {"byte_size": byte_size}
