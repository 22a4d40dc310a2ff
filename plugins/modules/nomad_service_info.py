#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad's own service catalogue."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_service_info
version_added: 0.1.0
short_description: List services that Nomad registered
description:
  - Lists the services of Nomad's own catalogue (C(provider = "nomad") in jobs), or the registrations of one of them.
  - The list of names takes one request. With O(details), one more for each name.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  namespace:
    description:
      - The namespace of what is listed; V(*) for all of them that the token may read.
      - Falls back to E(NOMAD_NAMESPACE).
    type: str
  name:
    description: The name of one service, whose registrations are returned. Not in all namespaces at once.
    type: str
  filter:
    description: Only registrations of O(name) for which this expression is true. The servers evaluate it.
    type: str
  details:
    description: Whether the registrations of all services are returned instead of the names.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Find the registrations of a service on one node
  nomadic.fleet.nomad_service_info:
    name: web
    filter: NodeID == "0a3c6f2e-7c8a-4f0c-9e0a-2f6a4f1f7d11"
  register: web
"""

RETURN = r"""
services:
  description: The registrations as the API gives them; without O(name) and O(details), the names with their tags.
  returned: always
  type: list
  elements: dict
  sample: [{ServiceName: web, Namespace: default, Address: 10.0.0.7, Port: 8080, JobID: web}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import DETAILS, one_namespace


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """The registrations of one, or names."""
    params = module.params

    def registrations(name: str, namespace: str | None) -> list[Any]:
        query = {"filter": params["filter"], **({"namespace": namespace} if namespace else {})}
        return [item for page in client.pages(["service", name], query) for item in page]

    if params["name"] is not None:
        one_namespace(client, "name")
        return {"changed": False, "services": registrations(params["name"], None)}
    spaces = client.get(["services"]).data
    found = [{**item, "Namespace": space["Namespace"]} for space in spaces for item in space["Services"]]
    if params["details"]:
        found = [entry for item in found for entry in registrations(item["ServiceName"], item["Namespace"])]
    return {"changed": False, "services": found}


def main() -> None:
    """Run the module."""
    run(
        "nomad",
        {"name": {"type": "str"}, "filter": {"type": "str"}, "details": DETAILS},
        work,
        required_by={"filter": "name"},
    )


if __name__ == "__main__":
    main()
