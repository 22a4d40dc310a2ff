#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore a snapshot of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_snapshot_restore
version_added: 0.1.0
short_description: Restore a snapshot of Vault's Raft storage
description:
  - Replaces all that Vault keeps by a snapshot, which is checked before. Everything that happened since is lost.
  - Vault takes only snapshots of its own cluster, unless O(force) is given.
  - After a forced one it must be unsealed with the key shares of the snapshot, and tokens are those of the snapshot, too.
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
    support: none
    details: Every run restores it.
options:
  path:
    description: The snapshot, on the host where the task runs.
    type: path
    required: true
  force:
    description: Whether a snapshot of another cluster, or of other keys, is taken.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Go back to the state before the upgrade
  nomadic.fleet.vault_snapshot_restore:
    path: /var/backups/vault-before-upgrade.snap
    timeout: 300
"""

RETURN = r"""
snapshot:
  description: The snapshot, after its sums were checked; C(index) is the Raft index it was made at.
  returned: always
  type: dict
  sample: {path: /var/backups/vault.snap, size: 35832, sha256: 8c76b12e1b4d1aa0b7e4f2d3c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2, index: 219}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._snapshots import restore


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Check it, then restore it."""
    raft = ["sys", "storage", "raft"]
    verb = "snapshot-force" if module.params["force"] else "snapshot"

    def now() -> dict[str, Any]:
        return {"configuration": client.read([*raft, "configuration"])["config"]["index"]}

    return restore(module, now, lambda file: client.upload([*raft, verb], file))


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "path": {"type": "path", "required": True},
        "force": {"type": "bool", "default": False},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
