#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entities of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_identity_entity
version_added: 0.1.0
short_description: Manage entities, who is who in Vault
description:
  - 'Creates, changes and deletes an entity: one person or machine, whatever it logs in with. See M(nomadic.fleet.vault_identity_alias).'
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
  policies:
    description: Policies of all its tokens.
    type: list
    elements: str
  metadata:
    description: What policies may use and the audit log shows, name to text, all of it.
    type: dict
  disabled:
    description: Whether its tokens do not work. They are not revoked.
    type: bool
"""

EXAMPLES = r"""
- name: Alice
  nomadic.fleet.vault_identity_entity:
    name: alice
    policies: [developer]
    metadata:
      team: shop

- name: She lost her laptop
  nomadic.fleet.vault_identity_entity:
    name: alice
    disabled: true
"""

RETURN = r"""
entity:
  description: The entity, as Vault has it.
  returned: always
  type: dict
  sample: {name: alice, id: 8d6a45e5-572f-8f13-d226-cd0d1ec57297, policies: [developer], metadata: {team: shop}, disabled: false}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("name", required=True),
    f.names("policies"),
    f.mapping("metadata"),
    f.flag("disabled"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/entity/name/{name}", FIELDS, "entity", partial=True)


if __name__ == "__main__":
    main()
