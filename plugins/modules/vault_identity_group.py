#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_identity_group
version_added: 0.1.0
short_description: Manage groups of entities in Vault
description:
  - Creates, changes and deletes a group of entities and of other groups.
  - Members are given by name or by id; each name is one more request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  name:
    description: Its name.
    type: str
    required: true
  type:
    description:
      - Whether its members are listed here (Vault takes this for a new group), or come from an auth method.
      - See M(nomadic.fleet.vault_identity_group_alias). It cannot be changed later.
    type: str
    choices: [internal, external]
  policies:
    description: Policies of its members. Vault makes them lower case.
    type: list
    elements: str
  metadata:
    description: What policies may use, name to text, all of it.
    type: dict
  member_entity_ids:
    description: The ids of its members, all of them.
    type: list
    elements: str
  member_group_ids:
    description: The ids of groups whose members are its members, all of them.
    type: list
    elements: str
  member_entities:
    description: The names of its members, all of them. Excludes O(member_entity_ids).
    type: list
    elements: str
  member_groups:
    description: The names of groups whose members are its members, all of them. Excludes O(member_group_ids).
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: The developers of the shop
  nomadic.fleet.vault_identity_group:
    name: shop-developers
    policies: [developer]
    member_entities: [alice, bob]

- name: A group of the directory
  nomadic.fleet.vault_identity_group:
    name: operators
    type: external
    policies: [operator]
"""

RETURN = r"""
group:
  description: The group, as Vault has it.
  returned: always
  type: dict
  sample: {name: shop-developers, id: 9b2f1c55-6a3c-4c1a-8d0e-2f7a1c0d9e11, type: internal, policies: [developer]}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import folded
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_identity import id_of
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at

FIELDS = Fields(
    f.text("name", required=True),
    f.text("type", choices=["internal", "external"], fixed=True),
    folded("policies"),
    f.mapping("metadata"),
    f.names("member_entity_ids"),
    f.names("member_group_ids"),
)
NAMED = {"member_entities": ("entity", "member_entity_ids"), "member_groups": ("group", "member_group_ids")}


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Names of members become ids."""
    params = module.params
    for option, (kind, ids) in NAMED.items():
        if params[option] is not None and params["state"] == "present":
            params[ids] = [id_of(client, kind, name) for name in params[option]]
    return keep_at(module, client, "identity/group/name/{name}", FIELDS, partial=True)


def main() -> None:
    """Run the module."""
    names = {"type": "list", "elements": "str"}
    spec = FIELDS.spec(member_entities=names, member_groups=names, state=STATE)
    pairs = [[option, ids] for option, (_kind, ids) in NAMED.items()]
    run("vault", spec, work, returns="group", mutually_exclusive=pairs)


if __name__ == "__main__":
    main()
