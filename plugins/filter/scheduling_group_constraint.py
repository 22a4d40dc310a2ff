# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The constraint that keeps a job on the nodes of scheduling groups."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import constrained

DOCUMENTATION = r"""
name: scheduling_group_constraint
short_description: Constraint of a Nomad job for scheduling groups
version_added: 0.1.0
description:
  - Makes the constraint that keeps a job, a group or a task of Nomad on the nodes of some scheduling groups.
  - It is the one that O(nomadic.fleet.nomad_job#module:scheduling_groups) puts into a job. The filter is for jobs whose
    parts run in different groups, and for jobs that another tool submits.
author: nomadic.fleet authors (@nomadic-fleet)
options:
  _input:
    description: Name of a scheduling group, or a list of names. Small letters, digits and dashes, up to 63.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Run one group of the job on kiosks, the other in the shops
  nomadic.fleet.nomad_job:
    job:
      Name: clock
      TaskGroups:
        - Name: screen
          Constraints:
            - "{{ 'kiosk' | nomadic.fleet.scheduling_group_constraint }}"
          Tasks:
            - {Name: show, Driver: raw_exec, Config: {command: /usr/bin/show-clock}}
        - Name: collector
          Constraints:
            - "{{ ['shop-north', 'shop-south'] | nomadic.fleet.scheduling_group_constraint }}"
          Tasks:
            - {Name: collect, Driver: raw_exec, Config: {command: /usr/bin/collect}}
"""

RETURN = r"""
_value:
  description: The constraint, as the API of Nomad wants it.
  type: dict
  sample: {LTarget: '${meta.scheduling_group}', Operand: regexp, RTarget: '^(shop-north|shop-south)$'}
"""


def scheduling_group_constraint(groups: str | t.Sequence[str]) -> dict[str, str]:
    """The one constraint of a job that is allowed in these groups."""
    names = [groups] if isinstance(groups, str) else groups
    if not isinstance(names, (list, tuple)) or not names:
        raise AnsibleFilterError(
            f"scheduling_group_constraint: {groups!r} names no group; give a name, or a list of at least one name"
        )
    try:
        constraints: list[dict[str, str]] = constrained({}, names)["Constraints"]
    except BadInput as error:
        raise AnsibleFilterError(f"scheduling_group_constraint: {error}") from error
    return constraints[0]


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function."""
        return {"scheduling_group_constraint": scheduling_group_constraint}
