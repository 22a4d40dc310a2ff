#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_job_info
version_added: 0.1.0
short_description: List Nomad jobs
description:
  - Lists jobs, filtered by the servers, or reads one in full.
  - 1,000 jobs take one request.
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
  name:
    description:
      - The id of one job, which is returned in full. Nothing is returned where there is none.
      - Cannot be combined with O(prefix) and O(filter), nor with all namespaces.
    type: str
  versions:
    description: Whether all kept versions of the job O(name) are returned as well, which is one more request.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List the services that are not running, wherever they are
  nomadic.fleet.nomad_job_info:
    namespace: "*"
    filter: Type == "service" and Status != "running"
  register: quiet

- name: Read one job and its versions
  nomadic.fleet.nomad_job_info:
    name: web
    versions: true
  register: web
"""

RETURN = r"""
jobs:
  description:
    - The jobs as the API gives them, in the order of their ids.
    - In full, values that are named like a secret are hidden (see M(nomadic.fleet.nomad_job)).
  returned: always
  type: list
  elements: dict
  sample: [{ID: web, Namespace: default, Type: service, Status: running}]
versions:
  description: The versions of the job, the newest first.
  returned: when O(versions) is true
  type: list
  elements: dict
  sample: [{ID: web, Version: 1, Stable: true, VersionTag: null}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._jobs import public
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import SEARCH, alone, listed, namespace_of


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """One in full, or a list."""
    params = module.params
    if params["name"] is None:
        found = listed(client, ["jobs"], params, lambda stub: client.read(["job", stub["ID"]], namespace_of(stub)))
        return {"changed": False, "jobs": [public(job) for job in found] if params["details"] else found}
    found = [public(job) for job in alone(client, ["job", params["name"]], "name")]
    if not params["versions"]:
        return {"changed": False, "jobs": found}
    kept = (client.read(["job", params["name"], "versions"]) or {}).get("Versions") or []
    return {"changed": False, "jobs": found, "versions": [public(job) for job in kept]}


def main() -> None:
    """Run the module."""
    run(
        "nomad",
        {**SEARCH, "name": {"type": "str"}, "versions": {"type": "bool", "default": False}},
        work,
        mutually_exclusive=[("name", "prefix"), ("name", "filter")],
        required_if=[("versions", True, ("name",))],
    )


if __name__ == "__main__":
    main()
