#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of Vault's LDAP authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_ldap_group
version_added: 0.1.0
short_description: Manage which policies an LDAP group gets in Vault
description:
  - Creates, changes and deletes the policies of a group of the auth method C(ldap).
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
    description: The name of the group in the directory, as O(nomadic.fleet.vault_ldap_config#module:groupattr) has it.
    type: str
    required: true
  policies:
    description: The policies of its members. Vault makes them lower case.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Give the developers of the directory what developers may do
  nomadic.fleet.vault_ldap_group:
    name: developers
    policies: [developer]
"""

RETURN = r"""
group:
  description: The group, as Vault has it.
  returned: always
  type: dict
  sample: {mount: ldap, name: developers, policies: [developer]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import folded
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="ldap"),
    f.text("name", required=True),
    folded("policies"),
)


def main() -> None:
    """Run the module."""
    run_at("auth/{mount}/groups/{name}", FIELDS, "group")


if __name__ == "__main__":
    main()
