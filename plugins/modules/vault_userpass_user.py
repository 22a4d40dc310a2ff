#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of Vault's userpass authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_userpass_user
version_added: 0.1.0
short_description: Manage users that log in to Vault with a password
description:
  - Creates, changes and deletes a user of the auth method C(userpass).
  - Vault never returns a password or its hash. O(update_secret) says when it is sent.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_objects.update_secret
  - nomadic.fleet.vault_token_fields
options:
  mount:
    description: Where it is mounted.
    type: str
    default: userpass
  name:
    description: The name of the user. Vault makes it lower case.
    type: str
    required: true
  password:
    description: The password. A new user needs it or O(password_hash).
    type: str
  password_hash:
    description: The bcrypt hash of the password, so that Vault never sees it.
    type: str
"""

EXAMPLES = r"""
- name: Let Alice log in
  nomadic.fleet.vault_userpass_user:
    name: alice
    password: "{{ alice_password }}"
    token_policies: [shop]
    token_ttl: 1h

- name: Give her a new password
  nomadic.fleet.vault_userpass_user:
    name: alice
    password: "{{ alice_password }}"
    update_secret: always
"""

RETURN = r"""
user:
  description: The user, without its password, as Vault has it.
  returned: always
  type: dict
  sample: {mount: userpass, name: alice, token_policies: [shop], token_ttl: 3600}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="userpass"),
    f.text("name", required=True),
    f.secret("password"),
    f.secret("password_hash"),
    *TOKEN_FIELDS,
)


def main() -> None:
    """Run the module."""
    run_at("auth/{mount}/users/{name}", FIELDS, "user", partial=True, update_secret=UPDATE_SECRET)


if __name__ == "__main__":
    main()
