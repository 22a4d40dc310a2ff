#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password policies of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_password_policy
version_added: 0.1.0
short_description: Manage how Vault makes passwords
description:
  - Creates, changes and deletes a password policy, which engines use to make passwords.
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
  policy:
    description: The rules, in HCL, compared as text. Space around them does not count. Needed where there is no such policy yet.
    type: str
"""

EXAMPLES = r"""
- name: Long passwords of letters
  nomadic.fleet.vault_password_policy:
    name: letters
    policy: |
      length = 32
      rule "charset" {
        charset = "abcdefghijklmnopqrstuvwxyz"
      }
"""

RETURN = r"""
policy:
  description: The policy, as Vault has it.
  returned: always
  type: dict
  sample: {name: letters, policy: 'length = 32'}
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
    f.text("policy"),
)


def main() -> None:
    """Run the module."""
    run_at("sys/policies/password/{name}", FIELDS, "policy")


if __name__ == "__main__":
    main()
