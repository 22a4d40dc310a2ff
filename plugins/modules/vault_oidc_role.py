#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's identity tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_role
version_added: 0.1.0
short_description: Manage what Vault's identity tokens say
description:
  - Creates, changes and deletes a role, with which who has a token of Vault gets a signed identity token (JWT).
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
  key:
    description: The key that signs. Needed where there is no such role yet.
    type: str
  template:
    description: The claims, a template in JSON.
    type: str
  ttl:
    description: How long an identity token is valid, such as V(1h) or seconds. Not longer than the key's verification_ttl.
    type: str
  client_id:
    description: The audience. Vault makes one where a new role has none.
    type: str
"""

EXAMPLES = r"""
- name: Identity tokens for the shop
  nomadic.fleet.vault_oidc_role:
    name: shop
    key: shop
    ttl: 1h
"""

RETURN = r"""
role:
  description: The role, as Vault has it.
  returned: always
  type: dict
  sample: {name: shop, key: shop, ttl: 3600, client_id: 7mY5BbzXk6TSRNcYyHMTWgTlaB}
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
    f.text("key", no_log=False),
    f.text("template"),
    f.duration("ttl"),
    f.text("client_id"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/role/{name}", FIELDS, "role", partial=True)


if __name__ == "__main__":
    main()
