#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch a periodic Nomad job now."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_periodic_force
version_added: 0.1.0
short_description: Launch a periodic Nomad job now
description:
  - Starts a child of a periodic job at once, whatever its schedule says.
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
    details: Every run launches a child.
options:
  name:
    description: The id of the periodic job.
    type: str
    required: true

  wait:
    description: Whether to wait until the child has ended; one that failed is an error.
    type: bool
    default: false
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Rotate the logs now
  nomadic.fleet.nomad_job_periodic_force:
    name: logrotate
    wait: true
"""

RETURN = r"""
evaluation:
  description: The evaluation that places the child, whose id is in C(JobID). Empty in check mode.
  returned: always
  type: dict
  sample: {ID: 5b2a2ba5-fbd8-e7ab-4d31-dd2f3f2e6e0b, JobID: logrotate/periodic-1485411496, Status: complete}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import existing
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._placement import WAIT, ended


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Launch it, and wait."""
    params = module.params
    job = existing(client, params["name"])
    if not job.get("Periodic") or job["Stop"]:
        why = "is stopped" if job["Stop"] else "is not periodic"
        raise BadInput(f"name: job {params['name']} {why}, so it cannot be launched.")
    if module.check_mode:
        return {"changed": True, "evaluation": {}}
    answer = client.put(["job", params["name"], "periodic", "force"], idempotent=False).data
    evaluation = client.get(["evaluation", answer["EvalID"]]).data
    if params["wait"]:
        ended(client, evaluation["JobID"], params["wait_timeout"])
    return {"changed": True, "evaluation": evaluation}


def main() -> None:
    """Run the module."""
    run("nomad", {"name": {"type": "str", "required": True}, **WAIT}, work)


if __name__ == "__main__":
    main()
