#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the servers in Consul's Raft."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_raft_info
version_added: 0.1.0
short_description: Read the servers in Consul's Raft
description:
  - Lists the servers in Raft. One request.
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
"""

EXAMPLES = r"""
- name: Find the leader
  nomadic.fleet.consul_raft_info:
  register: raft
"""

RETURN = r"""
servers:
  description: The servers as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 5a1f3b0e-7f1a-4f2c-9d3e-0c4f5b6a7d11, Node: server1, Address: "10.0.0.1:8300", Leader: true, Voter: true}]
leader:
  description: The node name of the leader; empty where there is none.
  returned: always
  type: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One read."""
    servers = client.get(["operator", "raft", "configuration"]).data["Servers"]
    leader = next((server["Node"] for server in servers if server["Leader"]), "")
    return {"changed": False, "servers": sorted(servers, key=lambda server: str(server["Node"])), "leader": leader}


def main() -> None:
    """Run the module."""
    run("consul", {}, work)


if __name__ == "__main__":
    main()
