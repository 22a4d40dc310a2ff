#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read secrets of Vault's KV engines."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_kv_secret_info
version_added: 0.1.0
short_description: Read secrets of Vault's KV secret engines, or list them
description:
  - Returns what is said about a secret and its versions, and only if asked the values. One request, one more for the
    kind of the engine, one more for the values.
  - To use a value in a template, the lookup P(nomadic.fleet.vault_secret#lookup) is shorter.
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
  mount:
    description: Where the KV engine is enabled.
    type: str
    default: secret
  path:
    description:
      - The secret below the mount, or with a slash at its end what is to be listed. Default is the list of the mount.
    type: str
  version:
    description: The version whose values are returned. Default is the current one.
    type: int
  values:
    description: "Whether the values are returned. The task needs C(no_log: true) then."
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look how many versions there are
  nomadic.fleet.vault_kv_secret_info:
    path: shop/database
  register: database

- name: List the secrets of the shop
  nomadic.fleet.vault_kv_secret_info:
    path: shop/
  register: shop
"""

RETURN = r"""
names:
  description: What is below O(path), folders with a slash at their end.
  returned: when O(path) is a folder
  type: list
  elements: str
  sample: [database, mail/]
secret:
  description: The secret; none where there is none. An engine of version 1 knows nothing but the values.
  returned: when O(path) is no folder
  type: dict
  sample: {mount: secret, path: shop/database, current_version: 3, versions: {"3": {destroyed: false}}, max_versions: 0}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_kv import Kv


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """List, or read one."""
    params, path = module.params, (module.params["path"] or "/").lstrip("/")
    if params["values"]:
        refuse_to_print(module, "the values")
    engine = Kv(client, params["mount"])
    if path == "" or path.endswith("/"):
        return {"changed": False, "names": engine.names(path)}
    metadata = engine.metadata(path) if engine.version == 2 else None
    found = engine.read(path, params["version"]) if params["values"] or engine.version == 1 else None
    if found is None and metadata is None:
        return {"changed": False, "secret": None}
    values = {"data": found.data} if found and params["values"] else {}
    return {"changed": False, "secret": {"mount": params["mount"], "path": path, **(metadata or {}), **values}}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "mount": {"type": "str", "default": "secret"},
        "path": {"type": "str"},
        "version": {"type": "int"},
        "values": {"type": "bool", "default": False},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
