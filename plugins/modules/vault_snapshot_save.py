#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Save a snapshot of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_snapshot_save
version_added: 0.1.0
short_description: Save a snapshot of Vault's Raft storage
description:
  - Saves all that Vault keeps to a file, on the host where the task runs.
  - The file is complete and checked before it takes its place, and readable by its owner only (mode 0600).
  - Its content is encrypted; to use it, the key shares of that time are needed.
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
    details: Every run makes a new snapshot.
options:
  path:
    description: Where to keep it. Its folder must be there. What is there already is replaced.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Save the state before an upgrade
  nomadic.fleet.vault_snapshot_save:
    path: /var/backups/vault-before-upgrade.snap
  register: saved
"""

RETURN = r"""
snapshot:
  description: The snapshot, after its sums were checked; C(index) is the Raft index it was made at.
  returned: when it was saved
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
from ansible_collections.nomadic.fleet.plugins.module_utils._snapshots import save


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Save one, whatever is there."""
    return save(module, lambda file: client.download(["sys", "storage", "raft", "snapshot"], into=file))


def main() -> None:
    """Run the module."""
    run("vault", {"path": {"type": "path", "required": True}}, work)


if __name__ == "__main__":
    main()
