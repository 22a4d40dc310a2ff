#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Vault's Raft cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_raft_info
version_added: 0.1.0
short_description: Read the members and the health of Vault's Raft cluster
description:
  - Reads the members, the state and the configuration of the autopilot, with three requests.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
"""

EXAMPLES = r"""
- name: Read the members of the cluster
  nomadic.fleet.vault_raft_info:
  register: raft

- name: Do not go on while a server may not fail
  ansible.builtin.assert:
    that: raft.autopilot.failure_tolerance > 0
"""

RETURN = r"""
servers:
  description: The members.
  returned: always
  type: list
  elements: dict
  sample: [{node_id: server1, address: '10.0.0.1:8201', leader: true, voter: true, protocol_version: '3'}]
autopilot:
  description: The state, with C(healthy), C(failure_tolerance), C(leader) and C(servers).
  returned: always
  type: dict
  sample: {healthy: true, failure_tolerance: 1, leader: server1}
autopilot_config:
  description: The configuration, see M(nomadic.fleet.vault_autopilot_config).
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Three reads."""
    raft = ["sys", "storage", "raft"]
    return {
        "changed": False,
        "servers": client.read([*raft, "configuration"])["config"]["servers"],
        "autopilot": client.read([*raft, "autopilot", "state"]),
        "autopilot_config": client.read([*raft, "autopilot", "configuration"]),
    }


def main() -> None:
    """Run the module."""
    run("vault", {}, work)


if __name__ == "__main__":
    main()
