#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Act on a Nomad allocation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_allocation
version_added: 0.1.0
short_description: Stop, restart or signal a Nomad allocation
description:
  - Acts on one allocation. To find it, use M(nomadic.fleet.nomad_allocation_info).
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
    support: partial
    details: A stopped allocation is left alone; V(restart) and V(signal) act in every run.
options:
  id:
    description: The allocation.
    type: str
    required: true
  action:
    description:
      - V(stop) stops it; the servers place another in its place. Nothing is done where it is stopped.
      - V(restart) restarts its tasks where they run.
      - V(signal) sends a signal to its tasks.
    type: str
    required: true
    choices: [stop, restart, signal]
  task:
    description: With O(action=restart) and O(action=signal), the task. Default is all that run.
    type: str
  all_tasks:
    description: With O(action=restart), whether tasks that have ended run again as well. Excludes O(task).
    type: bool
    default: false
  signal:
    description: With O(action=signal), the signal.
    type: str
    default: SIGHUP
  reschedule:
    description: With O(action=stop), whether it counts as failed, so that its replacement follows the job's C(reschedule) block.
    type: bool
    default: false
  no_shutdown_delay:
    description: With O(action=stop), whether the job's C(shutdown_delay) is skipped.
    type: bool
    default: false

  wait:
    description: Whether to wait until it has stopped, or until its tasks run again.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Find what runs
  nomadic.fleet.nomad_allocation_info:
    job: web
    filter: ClientStatus == "running"
  register: web

- name: Have it read its configuration again
  nomadic.fleet.nomad_allocation:
    id: "{{ item }}"
    action: signal
    signal: SIGHUP
  loop: "{{ web.allocations | map(attribute='ID') }}"
"""

RETURN = r"""
allocation:
  description: The allocation as the API gives it, without its job and resources; in check mode as it is.
  returned: always
  type: dict
  sample: {ID: 5456bd7a-9fc0-c0dd-6131-cbee77f57577, JobID: web, ClientStatus: running, DesiredStatus: run}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _allocations as allocations
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT

LONG = ("Job", "Resources", "SharedResources", "TaskResources", "AllocatedResources", "Metrics")


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Act, and wait."""
    params = module.params
    action, number = params["action"], params["id"]

    def read() -> dict[str, Any]:
        return dict(client.get(["allocation", number]).data)

    if client.find(["allocation", number]) is None:
        raise BadInput(f"id: there is no allocation {number}.")
    allocation = read()
    changed = action != "stop" or (
        allocation["DesiredStatus"] == "run" and allocation["ClientStatus"] not in allocations.OVER
    )
    if action != "stop":
        allocations.refuse(allocation, params)
    if changed and not module.check_mode:
        allocations.send(client, params)
        if params["wait"] and action != "signal":
            done = allocations.stopped if action == "stop" else allocations.again
            what = f"The {action} of allocation {number}"
            wait_for(what, lambda: done(allocation, read()), params["wait_timeout"], client.sleep)
    return {"changed": changed, "allocation": {key: value for key, value in read().items() if key not in LONG}}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "id": {"type": "str", "required": True},
        "action": {"type": "str", "required": True, "choices": ["stop", "restart", "signal"]},
        "task": {"type": "str"},
        "all_tasks": {"type": "bool", "default": False},
        "signal": {"type": "str", "default": "SIGHUP"},
        "reschedule": {"type": "bool", "default": False},
        "no_shutdown_delay": {"type": "bool", "default": False},
        **WAIT,
    }
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
