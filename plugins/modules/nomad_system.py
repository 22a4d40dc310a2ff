#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Housekeeping of Nomad's servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_system
version_added: 0.1.0
short_description: Start the housekeeping of Nomad's servers
description:
  - Collects garbage now, or recounts the summaries of jobs. The servers do this by themselves too, at intervals.
  - Nomad does not tell what it has removed, so every run is a change.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details: Nomad does not tell whether there was anything to do.
options:
  gc:
    description: Whether jobs, evaluations, allocations and nodes that are over are removed now.
    type: bool
    default: false
  reconcile_summaries:
    description: Whether the summaries of all jobs are computed anew from their allocations.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Forget what is over
  nomadic.fleet.nomad_system:
    gc: true
"""

RETURN = r"""
done:
  description: What was started, or would be.
  returned: always
  type: list
  elements: str
  sample: [gc]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run

PATHS = {"gc": ["system", "gc"], "reconcile_summaries": ["system", "reconcile", "summaries"]}


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Start what is asked for."""
    asked = [option for option in PATHS if module.params[option]]
    if not asked:
        raise BadInput("Nothing is asked for: give gc: true or reconcile_summaries: true.")
    if not module.check_mode:
        for option in asked:
            client.put(PATHS[option])
    return {"changed": True, "done": asked}


def main() -> None:
    """Run the module."""
    run("nomad", {option: {"type": "bool", "default": False} for option in PATHS}, work)


if __name__ == "__main__":
    main()
