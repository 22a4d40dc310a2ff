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
  type:
    description: Only engines of this kind.
    type: str
"""

EXAMPLES = r"""
- name: Look for KV engines
  nomadic.fleet.vault_mount_info:
    type: kv
  register: engines
"""

RETURN = r"""
mounts:
  description: The engines, in the order of their paths.
  returned: always
  type: list
  elements: dict
  sample: [{path: secret, type: kv, options: {version: '2'}, accessor: kv_1a2b3c4d, config: {default_lease_ttl: 0}}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import mounts


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Read and filter."""
    path, kind = (module.params["path"] or "").strip("/"), module.params["type"]
    found = [one for one in mounts(client).values() if path in ("", one["path"]) and kind in (None, one["type"])]
    return {"changed": False, "mounts": sorted(found, key=lambda mount: mount["path"])}


def main() -> None:
    """Run the module."""
    run("vault", {"path": {"type": "str"}, "type": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
