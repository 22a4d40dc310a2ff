#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad allocations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_allocation_info
version_added: 0.1.0
short_description: List Nomad allocations
description:
  - Lists allocations, filtered by the servers, or reads one in full.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad_list
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  id:
    description:
      - One allocation, which is returned in full. Nothing is returned where there is none.
      - Cannot be combined with O(prefix) and O(filter), nor with all namespaces.
    type: str
  job:
    description: Only allocations of the job with this id.
    type: str
  resources:
    description: Whether stubs carry the resources that were allocated.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List what runs of a job
  nomadic.fleet.nomad_allocation_info:
    job: web
    filter: ClientStatus == "running"
  register: web
"""

RETURN = r"""
allocations:
  description: The allocations as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 5456bd7a-9fc0-c0dd-6131-cbee77f57577, JobID: web, TaskGroup: web, ClientStatus: running}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import without_job_secrets
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import (
    SEARCH,
    Stub,
    alone,
    listed,
    namespace_of,
    of_job,
)


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """One in full, or a list."""
    params = module.params

    def read(stub: Stub) -> Any:
        return client.read(["allocation", stub["ID"]], namespace_of(stub))

    if params["id"] is not None:
        found = alone(client, ["allocation", params["id"]], "id")
    else:
        found = listed(client, ["allocations"], of_job(params), read, resources=params["resources"])
    return {"changed": False, "allocations": [without_job_secrets(item) for item in found]}


def main() -> None:
    """Run the module."""
    run(
        "nomad",
        {
            **SEARCH,
            "id": {"type": "str"},
            "job": {"type": "str"},
            "resources": {"type": "bool", "default": False},
        },
        work,
        mutually_exclusive=[("id", "prefix"), ("id", "filter"), ("id", "job")],
    )


if __name__ == "__main__":
    main()
