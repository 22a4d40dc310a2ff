#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the services of Consul's catalog."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_service_info
version_added: 0.1.0
short_description: Read the services of Consul's catalog
description:
  - Lists the names of all services, the instances of one, or the services of a node. One request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
  - nomadic.fleet.consul.query
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  name:
    description: The instances of this service, each with its node and its checks.
    type: str
  passing:
    description: With O(name), only instances whose checks all pass.
    type: bool
    default: false
  node:
    description: The services of this node.
    type: str
"""

EXAMPLES = r"""
- name: Find the healthy instances of a service, the nearest first
  nomadic.fleet.consul_service_info:
    name: web
    passing: true
    near: _agent
  register: web
"""

RETURN = r"""
services:
  description:
    - The services as the API gives them.
    - C(Node), C(Service) and C(Checks) of each instance with O(name); else C(Service) (the name) and C(Tags), or all of the service.
  returned: always
  type: list
  elements: dict
  sample: [{Service: web, Tags: [v1]}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_catalog import QUERY, asked
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """The list that was asked for."""
    params = module.params
    query = asked(params)
    if params["name"]:
        passing = {"passing": True} if params["passing"] else {}
        services = client.get(["health", "service", params["name"]], {**query, **passing}).data
    elif params["node"]:
        found = client.get(["catalog", "node-services", params["node"]], query).data
        services = (found or {}).get("Services")
    else:
        names = client.get(["catalog", "services"], query).data
        services = [{"Service": name, "Tags": tags} for name, tags in sorted(names.items())]
    return {"changed": False, "services": services or []}


def main() -> None:
    """Run the module."""
    spec = {"name": {"type": "str"}, "passing": {"type": "bool", "default": False}, "node": {"type": "str"}, **QUERY}
    run("consul", spec, work, mutually_exclusive=[("name", "node")], required_if=[("passing", True, ["name"])])


if __name__ == "__main__":
    main()
