#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what Vault's secret engines hold."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_engine_info
version_added: 0.1.0
short_description: Read the settings and roles of a secret engine of Vault
description:
  - "Returns the settings of an engine and the names of its roles and connections, or all of them in full with
    O(details). For the engines that modules of this collection manage: AWS, Consul, database, KV version 2, Nomad and
    SSH. For others there are M(nomadic.fleet.vault_pki_info) and M(nomadic.fleet.vault_transit_key_info)."
  - One request for the kind of the engine, one for each of its settings and lists, and one more for each name with
    O(details). Vault never returns what is secret in them.
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
    description: Where the engine is enabled.
    type: str
    required: true
  details:
    description: Whether roles and connections are returned in full.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look what the database engine knows
  nomadic.fleet.vault_engine_info:
    mount: database
    details: true
  register: database
"""

RETURN = r"""
engine:
  description: The engine, see M(nomadic.fleet.vault_mount_info).
  returned: always
  type: dict
  sample: {path: database, type: database}
config:
  description: Its settings, by their paths.
  returned: always
  type: dict
  sample: {access: {address: 'https://10.0.0.1:4646'}, lease: {ttl: 3600}}
lists:
  description: What it has, by path; names to objects, which are empty without O(details).
  returned: always
  type: dict
  sample: {roles: {shop-reader: {db_name: shop}}, static-roles: {}, config: {shop: {}}}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import mount_at
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

#: Paths of settings, and of lists, by kind of engine.
KNOWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws": (("config/root", "config/lease"), ("roles",)),
    "consul": (("config/access",), ("roles",)),
    "database": ((), ("config", "roles", "static-roles")),
    "kv": (("config",), ()),
    "nomad": (("config/access", "config/lease"), ("role",)),
    "ssh": (("config/ca",), ("roles",)),
}


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Read what the kind of the engine has."""
    mount = module.params["mount"].strip("/")
    engine = mount_at(client, "mounts", mount)
    if engine is None or engine["type"] not in KNOWN:
        what = f"is of type {engine['type']}" if engine else "is no engine"
        raise BadInput(f"mount: {mount} {what}; this reads {', '.join(KNOWN)}.")
    settings, lists = KNOWN[engine["type"]]

    def at(path: str) -> list[str]:
        return place("{mount}/" + path, {"mount": mount})

    config = {path.rpartition("/")[2]: read_unless(client, at(path), "haven't been configured") for path in settings}
    found: dict[str, Any] = {}
    for path in lists:
        names = client.list(at(path))
        found[path] = {name: client.read([*at(path), name]) if module.params["details"] else {} for name in names}
    return {"changed": False, "engine": engine, "config": config, "lists": found}


def main() -> None:
    """Run the module."""
    run("vault", {"mount": {"type": "str", "required": True}, "details": {"type": "bool", "default": False}}, work)


if __name__ == "__main__":
    main()
