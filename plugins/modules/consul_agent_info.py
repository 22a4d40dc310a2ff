#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a Consul agent knows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_agent_info
version_added: 0.1.0
short_description: Read what a Consul agent knows
description:
  - Returns the agent that is asked (O(address)), and the members of the cluster as it sees them. Two requests.
  - Its detailed configuration is left out.
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
  wan:
    description: Whether the members are the servers of all datacenters.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: See who is in the cluster
  nomadic.fleet.consul_agent_info:
  register: cluster
"""

RETURN = r"""
agent:
  description: Its configuration in short, and how it is seen as a member.
  returned: always
  type: dict
  sample: {Config: {NodeName: server1, Datacenter: dc1, Server: true, Version: 1.20.6}, Member: {Name: server1, Status: 1}}
members:
  description: The members as the API gives them; C(Status) is 1 for alive, 3 for left and 4 for failed.
  returned: always
  type: list
  elements: dict
  sample: [{Name: server1, Addr: 10.0.0.1, Port: 8301, Status: 1}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Two reads."""
    agent = client.get(["agent", "self"]).data
    members = client.get(["agent", "members"], {"wan": 1 if module.params["wan"] else None}).data
    known = {key: agent[key] for key in ("Config", "Member", "Meta", "Coord") if key in agent}
    return {"changed": False, "agent": known, "members": sorted(members or (), key=lambda member: str(member["Name"]))}


def main() -> None:
    """Run the module."""
    run("consul", {"wan": {"type": "bool", "default": False}}, work)


if __name__ == "__main__":
    main()
