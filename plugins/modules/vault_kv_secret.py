#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of Vault's KV engines."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_kv_secret
version_added: 0.1.0
short_description: Manage secrets of Vault's KV secret engines
description:
  - Creates, changes and deletes a secret in a KV engine of version 1 or 2; Vault is asked which one it is.
  - The values are compared with what Vault has, so the token must be allowed to read them. They are in no result and
    in no diff, which has the names of the keys, and which of the values differ.
  - A version is written only if nobody else wrote one since it was read.
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
  mount:
    description: Where the KV engine is enabled.
    type: str
    default: secret
  path:
    description: The secret below the mount, such as V(shop/database).
    type: str
    required: true
  data:
    description: The keys and values.
    type: dict
  update:
    description:
      - How O(data) becomes that of a secret that is there.
      - V(replace) makes it all there is.
      - V(patch) leaves keys alone that are not given, and removes those given as null.
    type: str
    default: replace
    choices: [replace, patch]
  cas:
    description:
      - Write only if this is the current version; V(0) stands for a secret that is not there. Refused where O(data)
        would change and the version is another one.
    type: int
  custom_metadata:
    description: Notes, names to text, all of them. Not secret.
    type: dict
  max_versions:
    description: How many versions are kept; V(0) is what the engine says.
    type: int
  cas_required:
    description: Whether others must say which version they replace.
    type: bool
  delete_version_after:
    description: When versions are deleted by themselves, such as V(720h); V(0) is what the engine says.
    type: str
  versions:
    description: The versions to delete, bring back or destroy. Default is the current one.
    type: list
    elements: int
  state:
    description:
      - What it must be.
      - V(absent) removes all versions and what is said about them. It cannot be undone, and neither can V(destroyed).
      - V(deleted) hides O(versions), V(undeleted) brings them back.
      - The last three need version 2 of the engine.
    type: str
    default: present
    choices: [present, absent, deleted, undeleted, destroyed]
"""

EXAMPLES = r"""
- name: Keep the password of the shop's database
  nomadic.fleet.vault_kv_secret:
    path: shop/database
    data:
      user: shop
      password: "{{ shop_password }}"

- name: Change one key
  nomadic.fleet.vault_kv_secret:
    path: shop/database
    update: patch
    data:
      password: "{{ new_password }}"

- name: Destroy versions that leaked
  nomadic.fleet.vault_kv_secret:
    path: shop/database
    versions: [1, 2]
    state: destroyed
"""

RETURN = r"""
secret:
  description: The secret without its values.
  returned: always
  type: dict
  sample: {mount: secret, path: shop/database, data: {user: (hidden), password: (hidden)}, version: 3}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, changes
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_kv import Kv, Values, told_apart

FIELDS = Fields(
    f.text("mount", default="secret"),
    f.text("path", required=True),
    Values("data"),
    f.mapping("custom_metadata"),
    f.number("max_versions"),
    f.flag("cas_required"),
    f.duration("delete_version_after", unit="text"),
)
METADATA = ("custom_metadata", "max_versions", "cas_required", "delete_version_after")
STATES = ["present", "absent", "deleted", "undeleted", "destroyed"]


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """The secret, or its versions."""
    params = module.params
    params["path"] = params["path"].strip("/")
    engine = Kv(client, params["mount"])
    if engine.version == 1:
        second = [option for option in (*METADATA, "versions", "cas") if params[option] is not None]
        if second or params["state"] not in ("present", "absent"):
            what = ", ".join(second) or f"state {params['state']}"
            raise BadInput(f"{what}: {params['mount']} is a KV engine of version 1; this needs one of version 2.")
    if params["state"] in ("present", "absent"):
        return _secret(module, engine)
    return _versions(module, engine)


def _secret(module: AnsibleModule, engine: Kv) -> Outcome:
    params, path = module.params, module.params["path"]
    given = FIELDS.wanted(params)
    whole = engine.version == 2 and (params["state"] == "absent" or any(key in given for key in METADATA))
    metadata = engine.metadata(path) if whole else None
    found = engine.read(path) if params["state"] == "present" or engine.version == 1 else None
    version = found.version if found else (metadata or {}).get("current_version", 0)
    values = found.data if found else None
    current = None
    if found or metadata is not None:
        current = {"mount": params["mount"], "path": path, "version": version, "data": values, **(metadata or {})}
    if params["update"] == "patch" and params["data"] is not None:
        patched = {**(values or {}), **params["data"]}
        params["data"] = {key: value for key, value in patched.items() if value is not None}
        given = FIELDS.wanted(params)
    different = changes(current or {}, given, FIELDS.rules)
    if params["cas"] is not None and "data" in different and params["cas"] != version:
        raise BadInput(f"cas: {path} has version {version}, not {params['cas']}; nothing was written.")

    def write(secret: dict[str, Any]) -> dict[str, Any]:
        kept = {key: given[key] for key in METADATA if key in different}
        if kept:
            engine.describe(path, kept)
        if "data" in different:
            secret["version"] = engine.write(path, secret["data"], version)
        return secret

    return told_apart(keep(module, FIELDS, current, write, lambda _: engine.remove(path)))


def _versions(module: AnsibleModule, engine: Kv) -> Outcome:
    params, path, state = module.params, module.params["path"], module.params["state"]
    metadata = engine.metadata(path) or {"current_version": 0, "versions": {}}
    before = engine.states(metadata)
    wanted = params["versions"] or ([metadata["current_version"]] if before else [])
    unknown = [number for number in wanted if before and number not in before]
    if unknown or (state == "undeleted" and not before):
        raise BadInput(f"versions: {path} has no version {', '.join(map(str, unknown or wanted)) or 'at all'}.")
    lost = [number for number in wanted if state == "undeleted" and before[number] == "destroyed"]
    if lost:
        raise BadInput(f"versions: {', '.join(map(str, lost))} of {path} is destroyed, and cannot be brought back.")
    due = [number for number in wanted if before.get(number) in Kv.DUE[state]]
    if due and not module.check_mode:
        engine.turn(path, state, due)
    after = {**before, **dict.fromkeys(due, "there" if state == "undeleted" else state)}
    named = {"mount": params["mount"], "path": path}
    return Outcome(bool(due), {**named, "versions": before}, {**named, "versions": after})


def main() -> None:
    """Run the module."""
    more: dict[str, Any] = {
        "update": {"type": "str", "default": "replace", "choices": ["replace", "patch"]},
        "cas": {"type": "int"},
        "versions": {"type": "list", "elements": "int"},
        "state": {"type": "str", "default": "present", "choices": STATES},
    }
    run("vault", FIELDS.spec(**more), work, returns="secret")


if __name__ == "__main__":
    main()
