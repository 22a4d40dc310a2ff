#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the nodes of Consul's catalog."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_node_info
version_added: 0.1.0
short_description: Read the nodes of Consul's catalog
description:
  - Lists nodes, filtered by the servers. One request.
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
    description: Only the node of this name.
    type: str
"""

EXAMPLES = r"""
- name: List the nodes that run an agent
  nomadic.fleet.consul_node_info:
    filter: '"consul-version" in Meta'
  register: agents
"""

RETURN = r"""
nodes:
  description: The nodes as the API gives them, in the order of their names where O(near) is not given.
  returned: always
  type: list
  elements: dict
  sample: [{Node: server1, Address: 10.0.0.1, Datacenter: dc1, Meta: {}}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_catalog import QUERY, asked
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One list."""
    params = module.params
    parts = [f"Node == {quoted(params['name'])}"] if params["name"] is not None else []
    parts += [f"({params['filter']})"] if params["filter"] else []
    nodes = client.get(["catalog", "nodes"], {**asked(params), "filter": " and ".join(parts) or None}).data
    return {"changed": False, "nodes": nodes if params["near"] else sorted(nodes, key=lambda node: str(node["Node"]))}


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}, **QUERY}, work)


if __name__ == "__main__":
    main()
