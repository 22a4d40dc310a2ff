#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes that are registered in Consul's catalog from outside."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_catalog_node
version_added: 0.1.0
short_description: Register nodes in Consul's catalog
description:
  - Registers and takes away a node that runs no agent, such as a database that somebody else runs.
  - Nodes with an agent register themselves; what is written about them here, the agent soon puts right.
  - What is not given stays as it is.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
  - nomadic.fleet.consul.checks
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name.
    type: str
    required: true
  node_address:
    description: Its address. A new node needs one.
    type: str
  id:
    description: Its id, a UUID.
    type: str
  tagged_addresses:
    description: More addresses of it, such as V(lan) and V(wan), all of them.
    type: dict
  meta:
    description: Metadata, as a whole. A monitor such as Consul ESM looks for V(external-node) and V(external-probe).
    type: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Register a database outside of the fleet
  nomadic.fleet.consul_catalog_node:
    name: db.example.com
    node_address: 192.0.2.17
    meta:
      external-node: "true"
    checks:
      - check_id: ping
        name: Ping
        status: passing
"""

RETURN = r"""
node:
  description: The node, as the API gives it; its metadata under C(NodeMeta).
  returned: always
  type: dict
  sample: {Node: db.example.com, Address: 192.0.2.17, Datacenter: dc1}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_catalog import (
    CHECKS,
    deregister,
    read_checks,
    read_node,
    register,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", "Node", required=True),
    f.text("node_address", "Address"),
    f.text("id"),
    f.mapping("tagged_addresses"),
    f.mapping("meta", "NodeMeta"),
    CHECKS,
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    name = module.params["name"]

    def read() -> dict[str, Any] | None:
        node = read_node(client, name)
        if node and module.params["checks"] is not None:
            node["Checks"] = read_checks(client, name, "")
        return node

    def write(node: dict[str, Any]) -> dict[str, Any] | None:
        register(client, name, {key: value for key, value in node.items() if key in FIELDS.rules})
        return read()

    return keep(module, FIELDS, read(), write, lambda _: deregister(client, name))


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(state=STATE), work, returns="node")


if __name__ == "__main__":
    main()
