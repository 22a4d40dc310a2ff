#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secret engines of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_mount
version_added: 0.1.0
short_description: Manage secret engines of Vault
description:
  - Enables, tunes and disables a secret engine.
  - Disabling an engine deletes everything in it.
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
  path:
    description: Where it is enabled, such as V(secret) or V(team/secret).
    type: str
    required: true
  type:
    description:
      - The kind of engine, such as V(kv), V(pki), V(transit) or V(database). Needed for a new engine. It cannot be
        changed later.
    type: str
  description:
    description: What it is for.
    type: str
  options:
    description:
      - The options of the engine, such as C(version) of V(kv). Only the keys that are given are compared.
      - A KV engine of version 1 can be made one of version 2, and is not available for a moment then; not the other
        way.
    type: dict
  local:
    description: Whether it is left out of replication. It cannot be changed later.
    type: bool
  plugin_version:
    description: The version of the plugin, where it is no built-in one.
    type: str
  default_lease_ttl:
    description: How long a lease lasts, such as V(768h) or seconds; V(0) is the server's default.
    type: str
  max_lease_ttl:
    description: How long a lease can be renewed; V(0) is the server's default.
    type: str
  listing_visibility:
    description: Whether those who are not logged in are told of it.
    type: str
    choices: [hidden, unauth]
  audit_non_hmac_request_keys:
    description: Keys of requests that audit devices write as they are, all of them.
    type: list
    elements: str
  audit_non_hmac_response_keys:
    description: Keys of answers that audit devices write as they are, all of them.
    type: list
    elements: str
  passthrough_request_headers:
    description: Headers that the engine gets, all of them.
    type: list
    elements: str
  allowed_response_headers:
    description: Headers that the engine may set, all of them.
    type: list
    elements: str
  allowed_managed_keys:
    description: Managed keys that it may use, all of them (Enterprise only).
    type: list
    elements: str
  delegated_auth_accessors:
    description: Auth methods that it may ask, all of them.
    type: list
    elements: str
  identity_token_key:
    description: The key that signs its identity tokens (Enterprise only).
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a KV engine of version 2
  nomadic.fleet.vault_mount:
    path: secret
    type: kv
    options: {version: 2}

- name: Let certificates live for ten years
  nomadic.fleet.vault_mount:
    path: pki
    type: pki
    max_lease_ttl: 87600h
"""

RETURN = r"""
mount:
  description: The engine.
  returned: always
  type: dict
  sample: {path: secret, type: kv, description: '', options: {version: '2'}, local: false, config: {default_lease_ttl: 0, max_lease_ttl: 0}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import Some
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_mounts import mount_at, mount_segments

FIELDS = Fields(
    f.text("path", required=True),
    f.text("type", fixed=True),
    f.text("description"),
    Some("options"),
    f.flag("local", fixed=True),
    f.text("plugin_version"),
    f.inside(
        "config",
        f.duration("default_lease_ttl"),
        f.duration("max_lease_ttl"),
        f.text("listing_visibility", choices=["hidden", "unauth"]),
        f.names("audit_non_hmac_request_keys", no_log=False),
        f.names("audit_non_hmac_response_keys", no_log=False),
        f.names("passthrough_request_headers", no_log=False),
        f.names("allowed_response_headers"),
        f.names("allowed_managed_keys", no_log=False),
        f.names("delegated_auth_accessors"),
        f.text("identity_token_key", no_log=False),
    ),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    path = module.params["path"] = module.params["path"].strip("/")
    where = mount_segments("mounts", path)
    current = mount_at(client, "mounts", path)
    _refuse(module.params, current)
    given = FIELDS.wanted(module.params)

    def create(mount: dict[str, Any]) -> dict[str, Any] | None:
        client.post(where, {key: value for key, value in mount.items() if key != "path"})
        return mount_at(client, "mounts", path)

    def tune(_mount: dict[str, Any]) -> dict[str, Any] | None:
        tunable = {key: given[key] for key in ("description", "options", "plugin_version") if key in given}
        client.post([*where, "tune"], {**tunable, **given.get("config", {})})
        return mount_at(client, "mounts", path)

    return keep(module, FIELDS, current, create, lambda _: client.delete(where), tune)


def _refuse(params: dict[str, Any], current: dict[str, Any] | None) -> None:
    if params["type"] in ("kv-v1", "kv-v2"):
        version = params["type"][-1]
        raise BadInput(f"type: {params['type']} is kv in Vault; write type: kv and options: {{version: {version}}}.")
    if current is None and params["state"] == "present" and not params["type"]:
        raise BadInput(f"{params['path']}: there is no engine yet, so type must be given.")
    if ((current or {}).get("options") or {}).get("version") == "2" and (params["options"] or {}).get("version") in (
        1,
        "1",
    ):
        raise BadInput(f"{params['path']}: a KV engine of version 2 cannot be made one of version 1; use another path.")


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="mount")


if __name__ == "__main__":
    main()
