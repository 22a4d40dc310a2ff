#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of Vault's PKI engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_pki_key
version_added: 0.1.0
short_description: Manage keys of Vault's PKI secret engine
description:
  - Makes a key that never leaves Vault, or imports one, and deletes it. Vault refuses to delete the key of an issuer.
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
    description: Where the PKI engine is enabled.
    type: str
    default: pki
  key_name:
    description: Its name.
    type: str
    required: true
  key_type:
    description: Its kind. Default of a new key is V(rsa). It cannot be changed later.
    type: str
    choices: [rsa, ec, ed25519]
  key_bits:
    description: The length of a new key; V(0) is the default of its kind. Vault does not return it.
    type: int
  pem_bundle:
    description: A key to import (PEM), where there is none of this name yet.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a key for the next authority
  nomadic.fleet.vault_pki_key:
    key_name: root-2036
    key_type: ec
    key_bits: 384
"""

RETURN = r"""
key:
  description: The key, without what is secret.
  returned: always
  type: dict
  sample: {mount: pki, key_name: root-2036, key_id: 4ec4b9a5-17a4-5a3f-2d4b-0d1f6d1c7b11, key_type: ec}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import read_unless
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_pki import NO_KEY

PATH = "{mount}/key/{key_name}"
FIELDS = Fields(
    f.text("mount", default="pki"),
    f.text("key_name", required=True),
    f.text("key_type", fixed=True, choices=["rsa", "ec", "ed25519"]),
    f.number("key_bits", write_only=True),
    f.secret("pem_bundle"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""

    def write(key: dict[str, Any]) -> None:
        how = "keys/import" if key.get("pem_bundle") else "keys/generate/internal"
        body = {**key, "key_name": module.params["key_name"]}
        client.post(place("{mount}/" + how, module.params), body, idempotent=False)

    def read() -> dict[str, Any] | None:
        return read_unless(client, place(PATH, module.params), NO_KEY)

    return keep_at(module, client, PATH, FIELDS, read=read, write=write)


def main() -> None:
    """Run the module."""
    exclusive = [("pem_bundle", "key_bits"), ("pem_bundle", "key_type")]
    run("vault", FIELDS.spec(state=STATE), work, returns="key", mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
