#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes of Vault's OIDC provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_scope
version_added: 0.1.0
short_description: Manage what Vault's OIDC provider says of people
description:
  - 'Creates, changes and deletes a scope: claims that a client of the OIDC provider may ask for.'
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
options:
  name:
    description: Its name. C(openid) is Vault's own.
    type: str
    required: true
  template:
    description: The claims, a template in JSON.
    type: str
  description:
    description: What it is for.
    type: str
"""

EXAMPLES = r"""
- name: Names and groups
  nomadic.fleet.vault_oidc_scope:
    name: groups
    description: The groups of a person
    template: '{"groups": {{ "{{identity.entity.groups.names}}" }}}'
"""

RETURN = r"""
scope:
  description: The scope, as Vault has it.
  returned: always
  type: dict
  sample: {name: groups, description: The groups of a person}
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
    f.text("template"),
    f.text("description"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/scope/{name}", FIELDS, "scope")


if __name__ == "__main__":
    main()
