#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of Vault's LDAP authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ldap_user
version_added: 0.1.0
short_description: Manage what an LDAP user gets in Vault besides its groups
description:
  - Creates, changes and deletes the policies and additional groups of a user of the auth method C(ldap).
  - A user of the directory needs none of this to log in.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  mount:
    description: Where it is mounted.
    type: str
    default: ldap
  name:
    description: The name of the user in the directory, as O(nomadic.fleet.vault_ldap_config#module:userattr) has it.
    type: str
    required: true
  policies:
    description: The policies of the user. Vault makes them lower case.
    type: list
    elements: str
  groups:
    description: Groups the user counts to besides those of the directory, compared without regard to case.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Make Alice an operator
  nomadic.fleet.vault_ldap_user:
    name: alice
    policies: [operator]
    groups: [on-call]
"""

RETURN = r"""
user:
  description: The user, as Vault has it.
  returned: always
  type: dict
  sample: {mount: ldap, name: alice, policies: [operator], groups: [on-call]}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import folded
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "auth/{mount}/users/{name}"
FIELDS = Fields(
    f.text("mount", default="ldap"),
    f.text("name", required=True),
    folded("policies"),
    folded("groups"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Vault returns the groups as one text with commas."""

    def read() -> Object | None:
        user = client.read(place(PATH, module.params))
        return user and {**user, "groups": [name for name in user["groups"].split(",") if name]}

    return keep_at(module, client, PATH, FIELDS, read=read)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="user")


if __name__ == "__main__":
    main()
