#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppRole roles of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_approle_role
version_added: 0.1.0
short_description: Manage AppRole roles of Vault
description:
  - Creates, changes and deletes a role of the auth method C(approle), for machines and programs.
  - See M(nomadic.fleet.vault_approle_secret_id) for the other half of a login.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_token_fields
options:
  mount:
    description: Where it is mounted.
    type: str
    default: approle
  name:
    description: The name of the role. Vault makes it lower case.
    type: str
    required: true
  role_id:
    description: The role's id. Vault makes one where a new role has none.
    type: str
  bind_secret_id:
    description: Whether a login needs a secret id besides the role's id. Vault takes V(true) for a new role.
    type: bool
  local_secret_ids:
    description: Whether its secret ids stay in this cluster. It cannot be changed later.
    type: bool
  secret_id_bound_cidrs:
    description: Networks from which secret ids may be used, each with its length, such as V(10.0.0.1/32). Empty allows all.
    type: list
    elements: str
  secret_id_num_uses:
    description: How often a secret id may be used. V(0) is without a limit.
    type: int
  secret_id_ttl:
    description: How long a secret id is valid, such as V(24h) or seconds. V(0) is for ever.
    type: str
"""

EXAMPLES = r"""
- name: A role for the shop
  nomadic.fleet.vault_approle_role:
    name: shop
    secret_id_bound_cidrs: [10.0.0.0/8]
    secret_id_ttl: 24h
    token_policies: [shop]
    token_ttl: 1h
  register: shop_role        # shop_role.role.role_id
"""

RETURN = r"""
role:
  description: The role, as Vault has it, with its C(role_id).
  returned: always
  type: dict
  sample: {mount: approle, name: shop, role_id: 5f2c1a60-8a6b-4a57-9f5e-0d8a1c1f6a11, token_policies: [shop], token_ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Object, Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "auth/{mount}/role/{name}"
FIELDS = Fields(
    f.text("mount", default="approle"),
    f.text("name", required=True),
    f.text("role_id"),
    f.flag("bind_secret_id"),
    f.flag("local_secret_ids", fixed=True),
    f.names("secret_id_bound_cidrs", no_log=False),
    f.number("secret_id_num_uses", no_log=False),
    f.duration("secret_id_ttl", no_log=False),
    *TOKEN_FIELDS,
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """The id of a role is written with it and read on its own."""
    where = place(PATH, module.params)

    def read() -> Object | None:
        role = client.read(where)
        return None if role is None else {**role, **client.read([*where, "role-id"])}

    return keep_at(module, client, PATH, FIELDS, partial=True, read=read)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="role")


if __name__ == "__main__":
    main()
