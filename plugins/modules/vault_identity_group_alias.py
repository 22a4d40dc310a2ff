#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Aliases of groups of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_identity_group_alias
version_added: 0.1.0
short_description: Manage what an external group of Vault is called in an auth method
description:
  - Creates, changes, moves and deletes an alias, which ties a name in an auth method to an external group.
  - It is found by its name and the auth method.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  name:
    description: The name of the group in the auth method.
    type: str
    required: true
  mount_accessor:
    description: The accessor of the auth method. Either this or O(mount).
    type: str
  canonical_id:
    description: The id of the group. Either this or O(owner). Vault makes a group where a new alias has none.
    type: str
  mount:
    description: Where the auth method is mounted, without C(auth/). One more request.
    type: str
  owner:
    description: The name of the group. One more request.
    type: str
"""

EXAMPLES = r"""
- name: Who logs in as operators is operators
  nomadic.fleet.vault_identity_group_alias:
    name: operators
    mount: ldap
    owner: operators
"""

RETURN = r"""
alias:
  description: The alias, as Vault has it.
  returned: always
  type: dict
  sample: {name: operators, id: 34982d3d-e3ce-5d8b-6e5f-b9bb34246c31, mount_path: auth/ldap/, canonical_id: 8d6a45e5-572f-8f13-d226-cd0d1ec57297}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_identity import ALIAS, keep_alias

FIELDS = Fields(
    f.text("name", required=True),
    f.text("mount_accessor"),
    f.text("canonical_id"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Found by name and mount."""
    return keep_alias(module, client, "group", FIELDS)


def main() -> None:
    """Run the module."""
    run(
        "vault",
        FIELDS.spec(**ALIAS, state=STATE),
        work,
        returns="alias",
        required_one_of=[["mount", "mount_accessor"]],
        mutually_exclusive=[["mount", "mount_accessor"], ["owner", "canonical_id"]],
    )


if __name__ == "__main__":
    main()
