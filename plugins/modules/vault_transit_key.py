#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of Vault's transit engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_transit_key
version_added: 0.1.0
short_description: Manage keys of Vault's transit secret engine
description:
  - Creates, changes, rotates and deletes a key.
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
    details: With O(rotate_after=0) every run rotates the key.
options:
  mount:
    description: Where the transit engine is enabled.
    type: str
    default: transit
  name:
    description: Its name.
    type: str
    required: true
  type:
    description: Its kind. Default of a new key is V(aes256-gcm96). It cannot be changed later.
    type: str
    choices: [aes128-gcm96, aes256-gcm96, chacha20-poly1305, ed25519, ecdsa-p256, ecdsa-p384, ecdsa-p521, rsa-2048, rsa-3072, rsa-4096, hmac]
  derived:
    description: Whether each context has a key of its own. It cannot be changed later.
    type: bool
  convergent_encryption:
    description:
      - Whether the same plaintext and context give the same ciphertext. Needs O(derived). It cannot be changed later.
    type: bool
  key_size:
    description: The size of an V(hmac) key in bytes. It cannot be changed later.
    type: int
  exportable:
    description: Whether the key can be read. It can be allowed later, not forbidden.
    type: bool
  allow_plaintext_backup:
    description: Whether the key can be backed up. It can be allowed later, not forbidden.
    type: bool
  auto_rotate_period:
    description: How often Vault rotates it, such as V(720h), at least V(1h); V(0) is never.
    type: str
  min_decryption_version:
    description: The oldest version that still decrypts.
    type: int
  min_encryption_version:
    description: The oldest version that still encrypts; V(0) is the latest only.
    type: int
  min_available_version:
    description: The oldest version that is kept; what is older is lost. Both of the others must be at least this.
    type: int
  deletion_allowed:
    description: Whether the key may be deleted. With O(state=absent) it is allowed first where this is V(true).
    type: bool
  rotate_after:
    description: Rotate the key where its latest version is older than this, such as V(2160h); V(0) in every run.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a key that is rotated every quarter
  nomadic.fleet.vault_transit_key:
    name: shop
    rotate_after: 90d
"""

RETURN = r"""
key:
  description: The key, without what is secret.
  returned: always
  type: dict
  sample: {mount: transit, name: shop, type: aes256-gcm96, latest_version: 3, min_decryption_version: 1}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import datetime
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._durations import nanoseconds
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

KINDS = "aes128-gcm96 aes256-gcm96 chacha20-poly1305 ed25519 ecdsa-p256 ecdsa-p384 ecdsa-p521 rsa-2048 rsa-3072 rsa-4096 hmac"
FIELDS = Fields(
    f.text("mount", default="transit"),
    f.text("name", required=True),
    f.text("type", fixed=True, choices=KINDS.split()),
    f.flag("derived", fixed=True),
    f.flag("convergent_encryption", fixed=True),
    f.number("key_size", fixed=True),
    f.flag("exportable"),
    f.flag("allow_plaintext_backup"),
    f.duration("auto_rotate_period"),
    f.number("min_decryption_version"),
    f.number("min_encryption_version"),
    f.number("min_available_version"),
    f.flag("deletion_allowed"),
)
MADE_WITH = ("type", "derived", "convergent_encryption", "key_size", "exportable", "allow_plaintext_backup")
CONFIGURED = ("exportable", "allow_plaintext_backup", "auto_rotate_period", "deletion_allowed")
VERSIONS = ("min_decryption_version", "min_encryption_version")


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply; then rotate."""
    params = module.params
    where = place("{mount}/keys/{name}", params)
    given = FIELDS.wanted(params)
    current = _read(client, where, params["mount"])
    for option in ("exportable", "allow_plaintext_backup"):
        if current and current[option] and params[option] is False:
            raise BadInput(f"{option}: the key has it, and Vault never takes it back; delete the key, or leave it out.")

    def create(_key: dict[str, Any]) -> dict[str, Any] | None:
        client.post(where, {key: given[key] for key in MADE_WITH if key in given})
        return update({})

    def update(_key: dict[str, Any]) -> dict[str, Any] | None:
        settings = {key: given[key] for key in (*CONFIGURED, *VERSIONS) if key in given}
        if settings:
            client.post([*where, "config"], settings)
        if given.get("min_available_version"):
            client.post([*where, "trim"], {"min_available_version": given["min_available_version"]})
        return _read(client, where, params["mount"])

    def delete(key: Any) -> None:
        if params["deletion_allowed"] and not key["deletion_allowed"]:
            client.post([*where, "config"], {"deletion_allowed": True})
        client.delete(where)

    if current and params["state"] == "absent" and not (params["deletion_allowed"] or current["deletion_allowed"]):
        raise BadInput(f"{params['name']}: the key may not be deleted; add deletion_allowed: true to do so anyway.")
    outcome = keep(module, FIELDS, current, create, delete, update)
    if current and params["rotate_after"] is not None and params["state"] == "present":
        return _rotated(module, client, where, outcome)
    return outcome


def _read(client: VaultClient, where: list[str], mount: str) -> dict[str, Any] | None:
    found = client.read(where)
    return found and {**found, "mount": mount}


def _rotated(module: AnsibleModule, client: VaultClient, where: list[str], outcome: Outcome) -> Outcome:
    key = dict(outcome.after or {})
    age = nanoseconds(module.params["rotate_after"], "rotate_after") / 10**9
    if (datetime.datetime.now(datetime.timezone.utc) - _made(key)).total_seconds() < age:
        return outcome
    after: dict[str, Any] = {**key, "latest_version": key["latest_version"] + 1}
    if not module.check_mode:
        client.post([*where, "rotate"], idempotent=False)
        after = _read(client, where, module.params["mount"]) or after
    return Outcome(True, outcome.before, after, FIELDS.rules)


def _made(key: dict[str, Any]) -> datetime.datetime:
    """When the latest version was made; engines return a number for symmetric keys, an object for others."""
    latest = key["keys"][str(key["latest_version"])]
    if not isinstance(latest, dict):
        return datetime.datetime.fromtimestamp(latest, datetime.timezone.utc)
    return datetime.datetime.strptime(latest["creation_time"][:19] + "Z", "%Y-%m-%dT%H:%M:%S%z")


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(rotate_after={"type": "str"}, state=STATE), work, returns="key")


if __name__ == "__main__":
    main()
