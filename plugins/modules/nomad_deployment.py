#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Act on a Nomad deployment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_deployment
version_added: 0.1.0
short_description: Promote, fail, pause or resume a Nomad deployment
description:
  - Acts on the deployment of a job's new version. Nothing is done where the deployment already is as the action makes it.
  - Deployments over several regions, which have to be unblocked, are in Nomad Enterprise only.
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
  id:
    description: The deployment.
    type: str
  job:
    description: The id of a job, for the latest deployment of it.
    type: str
  action:
    description:
      - V(promote) lets what its canaries have tried replace all allocations. They must be healthy.
      - V(fail) ends it; where the job says C(auto_revert), Nomad goes back to the last stable version.
      - V(pause) places nothing more until V(resume).
      - V(set_health) tells the health of allocations, for jobs with C(health_check = "manual").
    type: str
    required: true
    choices: [promote, fail, pause, resume, set_health]
  groups:
    description: With O(action=promote), the task groups. Default is all that have canaries.
    type: list
    elements: str
  healthy_allocations:
    description: With O(action=set_health), the ids of allocations that are healthy.
    type: list
    elements: str
  unhealthy_allocations:
    description: With O(action=set_health), the ids of allocations that are not.
    type: list
    elements: str

  wait:
    description: Whether to wait, before O(action=promote) until the canaries are healthy, and after V(promote), V(resume) and V(set_health)
      until the deployment is over or waits for somebody; a failed one is an error.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Replace all when the canaries are healthy
  nomadic.fleet.nomad_deployment:
    job: shop
    action: promote
    wait: true
"""

RETURN = r"""
deployment:
  description: The deployment as the API gives it; in check mode as it is.
  returned: always
  type: dict
  sample: {ID: 70638f62-5c19-193e-30d6-f9d6e689ab8e, JobID: shop, JobVersion: 1, Status: running}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _deployments as deployments
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare, act, wait."""
    params = module.params
    action, number, seconds = params["action"], deployments.find(client, params), params["wait_timeout"]

    def read() -> dict[str, Any]:
        return dict(client.get(["deployment", number]).data)

    deployment = read()
    before, after = deployments.sides(client, deployment, params)
    if before != after and deployment["Status"] in deployments.OVER:
        raise BadInput(f"action: deployment {number} is {deployment['Status']}, so {action} comes too late.")
    if before != after and not module.check_mode:
        if action == "promote" and params["wait"]:
            wait_for(
                f"The canaries of deployment {number}", lambda: deployments.tried(read(), after), seconds, client.sleep
            )
        client.put(
            ["deployment", deployments.ENDPOINTS[action], number],
            deployments.body(number, params, after),
            idempotent=False,
        )
    if params["wait"] and action in ("promote", "resume", "set_health") and not module.check_mode:
        over = wait_for(
            f"Deployment {number}", lambda: [one for one in [read()] if deployments.rests(one)], seconds, client.sleep
        )
        deployments.refuse_failed(over[0])
    return Outcome(before != after, before, after, deployment=read())


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "id": {"type": "str"},
        "job": {"type": "str"},
        "action": {"type": "str", "required": True, "choices": list(deployments.ENDPOINTS)},
        "groups": {"type": "list", "elements": "str"},
        "healthy_allocations": {"type": "list", "elements": "str"},
        "unhealthy_allocations": {"type": "list", "elements": "str"},
        **WAIT,
    }
    which = [("id", "job")]
    health = ("healthy_allocations", "unhealthy_allocations")
    needed = [("action", "set_health", health, True)]
    run("nomad", spec, work, required_one_of=which, mutually_exclusive=which, required_if=needed)


if __name__ == "__main__":
    main()
