#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the Raft configuration of Nomad."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_raft_info
version_added: 0.1.0
short_description: Read the Raft configuration of Nomad
description:
  - Returns the servers that take part in Raft, in one request. It works without a leader too.
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
- name: Find the leader
  nomadic.fleet.nomad_raft_info:
  register: raft

- name: Show its name
  ansible.builtin.debug:
    msg: "{{ raft.peers | selectattr('Leader') | map(attribute='Node') | first }}"
"""

RETURN = r"""
peers:
  description: The servers, as the API gives them, in the order of their names.
  returned: always
  type: list
  elements: dict
  sample:
    - ID: 1d978c9b-a364-d6f0-4beb-40a0ab2d18e3
      Node: server1.global
      Address: 10.0.0.1:4647
      Leader: true
      Voter: true
      RaftProtocol: '3'
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read what this server knows."""
    servers = client.get(["operator", "raft", "configuration"], {"stale": True}).data["Servers"]
    return {"changed": False, "peers": sorted(servers, key=lambda server: (server["Node"], server["ID"]))}


def main() -> None:
    """Run the module."""
    run("nomad", {}, work)


if __name__ == "__main__":
    main()
