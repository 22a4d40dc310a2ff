#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the health checks of Consul's catalog."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_health_info
version_added: 0.1.0
short_description: Read the health checks of Consul's catalog
description:
  - Lists the checks of a service, of a node, or in a state. One request.
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
  service:
    description: The checks of this service.
    type: str
  node:
    description: The checks of this node and its services.
    type: str
  state:
    description: The checks in this state, where neither O(service) nor O(node) is given.
    type: str
    default: any
    choices: [any, passing, warning, critical]
"""

EXAMPLES = r"""
- name: See what is wrong
  nomadic.fleet.consul_health_info:
    state: critical
  register: wrong
"""

RETURN = r"""
checks:
  description: The checks as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{Node: server1, CheckID: serfHealth, Status: passing}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_catalog import QUERY, asked
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """The list that was asked for."""
    params = module.params
    path = ["state", params["state"]]
    if params["service"]:
        path = ["checks", params["service"]]
    elif params["node"]:
        path = ["node", params["node"]]
    return {"changed": False, "checks": client.get(["health", *path], asked(params)).data or []}


def main() -> None:
    """Run the module."""
    states = {"type": "str", "default": "any", "choices": ["any", "passing", "warning", "critical"]}
    spec = {"service": {"type": "str"}, "node": {"type": "str"}, "state": states, **QUERY}
    run("consul", spec, work, mutually_exclusive=[("service", "node")])


if __name__ == "__main__":
    main()
