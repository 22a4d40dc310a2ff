#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's network coordinates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_coordinate_info
version_added: 0.1.0
short_description: Read Consul's network coordinates
description:
  - Returns the coordinates from which Consul estimates round-trip times. One request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  node:
    description: Only those of this node.
    type: str
  wan:
    description: Whether those of the servers of all datacenters are returned, instead of the nodes of one.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read the coordinates of all nodes
  nomadic.fleet.consul_coordinate_info:
  register: places
"""

RETURN = r"""
coordinates:
  description: The coordinates as the API gives them; those of a datacenter's servers under its name with O(wan).
  returned: always
  type: list
  elements: dict
  sample: [{Node: server1, Segment: "", Coord: {Adjustment: 0, Error: 1.5, Height: 1.0e-05, Vec: [0, 0, 0, 0, 0, 0, 0, 0]}}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """The list that was asked for."""
    node, wan = module.params["node"], module.params["wan"]
    path = ["node", node] if node else ["datacenters" if wan else "nodes"]
    return {"changed": False, "coordinates": client.read(["coordinate", *path]) or []}


def main() -> None:
    """Run the module."""
    spec = {"node": {"type": "str"}, "wan": {"type": "bool", "default": False}}
    run("consul", spec, work, mutually_exclusive=[("node", "wan")])


if __name__ == "__main__":
    main()
