#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore a snapshot of Consul."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_snapshot_restore
version_added: 0.1.0
short_description: Restore a snapshot of the state of Consul's servers
description:
  - Replaces all that the servers keep in common by what a snapshot holds. What was made since is lost, ACL tokens too, so the
    task's own token may no longer be valid afterwards.
  - The file is checked before it is sent. It is meant for the loss of a cluster; save a snapshot before, so that there is a way back.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: none
    details: Every run restores, for servers do not tell which snapshot they come from.
options:
  path:
    description: The file, on the host where the task runs.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Go back to the state before the upgrade
  nomadic.fleet.consul_snapshot_restore:
    path: /var/backups/consul-before-upgrade.snap
    timeout: 300
"""

RETURN = r"""
snapshot:
  description: The snapshot, after its sums were checked; C(index) is the Raft index it was made at.
  returned: always
  type: dict
  sample: {path: /var/backups/consul.snap, size: 5832, sha256: 8c76b12e1b4d1aa0b7e4f2d3c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2, index: 219}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._snapshots import last_index, restore


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Check it, then restore it."""
    return restore(module, lambda: last_index(client), lambda file: client.upload(["snapshot"], file))


def main() -> None:
    """Run the module."""
    run("consul", {"path": {"type": "path", "required": True}}, work)


if __name__ == "__main__":
    main()
