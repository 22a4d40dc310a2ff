# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations in the unit that an option wants."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text, nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

DOCUMENTATION = r"""
name: duration
short_description: Convert a duration
version_added: 0.1.0
description:
  - Reads a duration as people, Nomad, Consul and Vault write it, and gives it back in another unit.
  - The modules of this collection take all these forms by themselves. The filter is for calculating, for comparing and
    for other modules.
author: nomadic.fleet authors (@nomadic-fleet)
positional: unit
options:
  _input:
    description: A number of seconds, or a text such as V(90), V(90s), V(1h30m), V(1.5h), V(500ms) or V(30d).
    type: raw
    required: true
  unit:
    description:
      - The unit of the result, a number, whole if it can be. A day is 24 hours.
      - V(go) gives the text that the programming language Go prints, such as V(1h30m0s). It is what the APIs of
        Nomad, Consul and Vault take.
    type: str
    choices: [ns, ms, s, m, h, d, go]
    default: s
"""

EXAMPLES = r"""
- name: Wait as long as a job may take
  ansible.builtin.pause:
    seconds: "{{ '1h30m' | nomadic.fleet.duration }}"    # 5400

- name: Show a duration in other units
  ansible.builtin.debug:
    msg:
      - "{{ 90 | nomadic.fleet.duration('m') }}"    # 1.5
      - "{{ '30d' | nomadic.fleet.duration('go') }}"    # 720h0m0s
"""

RETURN = r"""
_value:
  description: The number, or the text for O(unit=go).
  type: raw
  sample: 5400
"""

UNITS = {"ns": 1, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}


def duration(value: t.Any, unit: str = "s") -> int | float | str:
    """The duration in the unit."""
    if unit != "go" and unit not in UNITS:
        raise AnsibleFilterError(f"duration: unit {unit!r} is none of {', '.join(UNITS)}, go")
    try:
        if unit == "go":
            return go_text(value)
        count = nanoseconds(value)
    except BadInput as error:
        raise AnsibleFilterError(f"duration: {error}") from error
    return count / UNITS[unit] if count % UNITS[unit] else count // UNITS[unit]


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function."""
        return {"duration": duration}
