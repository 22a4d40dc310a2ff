#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read about a Nomad agent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_agent_info
version_added: 0.1.0
short_description: Read what a Nomad agent says about itself
description:
  - Returns the version, statistics and health of the agent at O(address), and the servers it knows, in three
    requests.
  - Of its configuration, only what is listed below is returned, for it holds secrets.
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
options: {}
"""

EXAMPLES = r"""
- name: Ask an agent
  nomadic.fleet.nomad_agent_info:
    address: https://10.0.0.1:4646
  register: agent

- name: Stop where it is ill
  ansible.builtin.assert:
    that: agent.health.values() | map(attribute='ok') is all
"""

RETURN = r"""
agent:
  description: What it is; its version, its place, and which parts run in it.
  returned: always
  type: dict
  sample:
    name: server1
    region: global
    datacenter: dc1
    version: 1.11.3
    server: true
    client: false
    acl: true
    data_dir: /var/lib/nomad
    config_files: [/etc/nomad.d/nomad.json]
stats:
  description: Its statistics, as the API gives them; all values are text.
  returned: always
  type: dict
  sample: {nomad: {leader: 'true', known_regions: '1'}, raft: {state: Leader, last_log_index: '19'}}
health:
  description: Whether its parts are well; an ill one is an answer, not an error.
  returned: always
  type: dict
  sample: {server: {ok: true, message: ok}}
members:
  description: The servers in the gossip pool, as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample: [{Name: server1.global, Addr: 10.0.0.1, Port: 4648, Status: alive, Tags: {region: global, dc: dc1, build: 1.11.3}}]
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run

ILL = 500


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    itself = client.get(["agent", "self"]).data
    members = client.get(["agent", "members"]).data["Members"] or []
    return {
        "changed": False,
        "agent": about(itself["config"]),
        "stats": itself["stats"],
        "health": client.get(["agent", "health"], accept=(ILL,)).data,
        "members": sorted(members, key=lambda member: str(member["Name"])),
    }


def about(config: Mapping[str, Any]) -> dict[str, Any]:
    """What is known to be no secret."""
    return {
        "name": config["NodeName"],
        "region": config["Region"],
        "datacenter": config["Datacenter"],
        "version": config["Version"]["Version"],
        "server": bool((config.get("Server") or {}).get("Enabled")),
        "client": bool((config.get("Client") or {}).get("Enabled")),
        "acl": bool((config.get("ACL") or {}).get("Enabled")),
        "data_dir": config["DataDir"],
        "config_files": config.get("Files") or [],
    }


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
