#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assignments of Vault's OIDC provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_assignment
version_added: 0.1.0
short_description: Manage who may log in with Vault's OIDC provider
description:
  - 'Creates, changes and deletes an assignment: entities and groups that may log in to clients of the OIDC provider.'
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
  entity_ids:
    description: The ids of entities, all of them.
    type: list
    elements: str
  group_ids:
    description: The ids of groups, all of them.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: The developers
  nomadic.fleet.vault_oidc_assignment:
    name: developers
    group_ids: ["{{ developers.group.id }}"]
"""

RETURN = r"""
assignment:
  description: The assignment, as Vault has it.
  returned: always
  type: dict
  sample: {name: developers, entity_ids: [], group_ids: [9b2f1c55-6a3c-4c1a-8d0e-2f7a1c0d9e11]}
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
    f.names("entity_ids"),
    f.names("group_ids"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/assignment/{name}", FIELDS, "assignment")


if __name__ == "__main__":
    main()
