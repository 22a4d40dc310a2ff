#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's database engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_database_role
version_added: 0.1.0
short_description: Manage roles of Vault's database secret engine
description:
  - "Creates, changes and deletes a role: which users Vault makes in a database at C(<mount>/creds/<name>)."
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
    description: Where the database engine is enabled.
    type: str
    default: database
  name:
    description: Its name.
    type: str
    required: true
  db_name:
    description: The connection, see M(nomadic.fleet.vault_database_connection). Needed for a new role.
    type: str
  creation_statements:
    description:
      - What makes a user, in order, with C({{name}}), C({{password}}) and C({{expiration}}); write C(!unsafe) before
        a text with braces.
    type: list
    elements: str
  revocation_statements:
    description: What removes the user, in order. The plugin has its own where none is given.
    type: list
    elements: str
  rollback_statements:
    description: What undoes a creation that failed, in order.
    type: list
    elements: str
  renew_statements:
    description: What renews the user, in order.
    type: list
    elements: str
  default_ttl:
    description: How long a user lives, such as V(1h) or seconds.
    type: str
  max_ttl:
    description: How long it can be renewed.
    type: str
  credential_type:
    description: What Vault makes for the user. Default of a new role is V(password).
    type: str
    choices: [password, rsa_private_key, client_certificate]
  credential_config:
    description: How, all of it, such as C(password_policy).
    type: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Make users that may read the shop's tables
  nomadic.fleet.vault_database_role:
    name: shop-reader
    db_name: shop
    creation_statements:
      - !unsafe CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'
      - !unsafe GRANT shop_reader TO "{{name}}"
    default_ttl: 1h
    max_ttl: 24h
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: database, name: shop-reader, db_name: shop, default_ttl: 3600, max_ttl: 86400}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="database"),
    f.text("name", required=True),
    f.text("db_name"),
    f.ordered("creation_statements"),
    f.ordered("revocation_statements"),
    f.ordered("rollback_statements"),
    f.ordered("renew_statements"),
    f.duration("default_ttl"),
    f.duration("max_ttl"),
    f.text("credential_type", choices=["password", "rsa_private_key", "client_certificate"]),
    f.mapping("credential_config"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/roles/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
