#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scale a group of a Nomad job."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_scale
version_added: 0.1.0
short_description: Scale a task group of a Nomad job
description:
  - Sets how many allocations a task group has, without registering the job again.
  - A later M(nomadic.fleet.nomad_job) sets the count of its definition again, unless its option O(nomadic.fleet.nomad_job#module:preserve_counts) is true.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The id of the job.
    type: str
    required: true
  group:
    description: The task group. Needed where the job has several.
    type: str
  count:
    description: How many allocations the group must have; within the limits of its C(scaling) block, if it has one.
    type: int
    required: true
  reason:
    description: Why, for the list of scaling events.
    type: str

  wait:
    description: Whether to wait until the new allocations are placed and, where the job has deployments, healthy.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Have three of it for the sale
  nomadic.fleet.nomad_job_scale:
    name: shop
    group: web
    count: 3
    reason: the sale starts
    wait: true
"""

RETURN = r"""
task_group:
  description: The scaling status of the group, as the API gives it; in check mode as it would be.
  returned: always
  type: dict
  sample: {Desired: 3, Placed: 3, Running: 3, Healthy: 3, Unhealthy: 0}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import existing
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT, settle
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare the counts, send the new one."""
    params = module.params
    job = existing(client, params["name"])
    group = group_of(job, params["group"])
    before, after = {"Count": group["Count"]}, {"Count": params["count"]}
    limits = group.get("Scaling") or {"Min": 0, "Max": params["count"]}
    if not limits["Min"] <= params["count"] <= limits["Max"]:
        raise BadInput(f"count: group {group['Name']} may have {limits['Min']} to {limits['Max']} allocations.")
    if before != after and not module.check_mode:
        body = {"Target": {"Group": group["Name"]}, "JobModifyIndex": job["JobModifyIndex"], **after}
        body["Message"] = params["reason"] or ""
        answer = client.post(["job", job["ID"], "scale"], body, idempotent=False).data
        if params["wait"]:
            settle(client, job, answer["EvalID"], answer["JobModifyIndex"], params["wait_timeout"])
    status = client.get(["job", job["ID"], "scale"]).data["TaskGroups"][group["Name"]]
    return Outcome(before != after, before, after, task_group={**status, "Desired": params["count"]})


def group_of(job: dict[str, Any], name: str | None) -> dict[str, Any]:
    """The group of this name, or the only one."""
    groups = {group["Name"]: group for group in job["TaskGroups"]}
    if name is None and len(groups) == 1:
        name = next(iter(groups))
    if name not in groups:
        raise BadInput(f"group: give one of those that job {job['ID']} has: {', '.join(sorted(groups))}.")
    found: dict[str, Any] = groups[name]
    return found


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "group": {"type": "str"},
        "count": {"type": "int", "required": True},
        "reason": {"type": "str"},
        **WAIT,
    }
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
