#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Vault's autopilot."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_autopilot_config
version_added: 0.1.0
short_description: Configure how Vault keeps its Raft servers healthy
description:
  - Sets when Vault's autopilot counts a server as healthy and when it removes a dead one.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  cleanup_dead_servers:
    description: Whether dead servers are removed. Needs O(min_quorum) of at least 3.
    type: bool
  dead_server_last_contact_threshold:
    description: After which time without contact a server is dead, at least V(1m).
    type: str
  last_contact_threshold:
    description: After which time without contact a server is not healthy, such as V(10s).
    type: str
  max_trailing_logs:
    description: How many entries of the log a healthy server may be behind.
    type: int
  min_quorum:
    description: With how few servers none is removed any more.
    type: int
  server_stabilization_time:
    description: How long a new server must be healthy before it may vote, such as V(10s).
    type: str
"""

EXAMPLES = r"""
- name: Remove servers that are dead for a day
  nomadic.fleet.vault_autopilot_config:
    cleanup_dead_servers: true
    dead_server_last_contact_threshold: 24h
    min_quorum: 3
"""

RETURN = r"""
config:
  description: The configuration, as Vault has it.
  returned: always
  type: dict
  sample: {cleanup_dead_servers: true, dead_server_last_contact_threshold: 24h0m0s, min_quorum: 3}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.flag("cleanup_dead_servers"),
    f.duration("dead_server_last_contact_threshold"),
    f.duration("last_contact_threshold"),
    f.number("max_trailing_logs"),
    f.number("min_quorum"),
    f.duration("server_stabilization_time"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault keeps what is not given."""
    return keep_at(module, client, "sys/storage/raft/autopilot/configuration", FIELDS, partial=True)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(), work, returns="config")


if __name__ == "__main__":
    main()
