#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the secret engines of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_mount_info
version_added: 0.1.0
short_description: List the secret engines of Vault
description:
  - Returns the secret engines with their settings. One request.
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
options:
  path:
    description: Only the engine at this path.
    type: str
"""

EXAMPLES = r"""
- name: Look for KV engines
  nomadic.fleet.vault_mount_info:
  register: engines

- name: Show their paths
  ansible.builtin.debug:
    msg: "{{ engines.mounts | selectattr('type', '==', 'kv') | map(attribute='path') }}"
"""

RETURN = r"""
mounts:
  description: The engines, in the order of their paths.
  returned: always
  type: list
  elements: dict
  sample: [{path: secret, type: kv, options: {version: '2'}, accessor: kv_1a2b3c4d, config: {default_lease_ttl: 0}}]
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import run_mounts_info


def main() -> None:
    """Run the module."""
    run_mounts_info("mounts", "mounts")


if __name__ == "__main__":
    main()
