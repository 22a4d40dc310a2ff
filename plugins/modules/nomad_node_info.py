#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad nodes."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_node_info
version_added: 0.1.0
short_description: List Nomad nodes
description:
  - Lists nodes, filtered by the servers.
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
  name:
    description: Only nodes of this name.
    type: str
  id:
    description: Only the node of this id.
    type: str
  group:
    description: Only nodes of this scheduling group (metadata key C(scheduling_group)).
    type: str
  node_pool:
    description: Only nodes of this node pool.
    type: str
  filter:
    description: A filter expression that the servers evaluate, in addition to the others.
    type: str
  details:
    description:
      - Whether nodes are returned in full, with attributes and metadata. This takes one request a node.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List the devices of a group that are not ready
  nomadic.fleet.nomad_node_info:
    group: kiosk
    filter: Status != "ready"
  register: ill
"""

RETURN = r"""
nodes:
  description: The nodes as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 0a3c6f2e-7c8a-4f0c-9e0a-2f6a4f1f7d11, Name: device1, Status: ready, SchedulingEligibility: eligible}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nodes import public
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Filter on the servers, page by page."""
    params = module.params
    keys = {"name": "Name", "id": "ID", "group": "Meta.scheduling_group", "node_pool": "NodePool"}
    parts = [f"{key} == {quoted(params[option])}" for option, key in keys.items() if params[option] is not None]
    if params["filter"]:
        parts.append(f"({params['filter']})")
    query = {"filter": " and ".join(parts) or None, "os": True}
    nodes = [node for page in client.pages(["nodes"], query) for node in page]
    if params["details"]:
        nodes = [public(client.get(["node", node["ID"]]).data, full=True) for node in nodes]
    return {"changed": False, "nodes": sorted(nodes, key=lambda node: (node["Name"], node["ID"]))}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "group": {"type": "str"},
        "node_pool": {"type": "str"},
        "filter": {"type": "str"},
        "details": {"type": "bool", "default": False},
    }
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
