#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's Nomad engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_nomad_role
version_added: 0.1.0
short_description: Manage roles of Vault's Nomad secret engine
description:
  - "Creates, changes and deletes a role: which Nomad tokens Vault hands out at C(<mount>/creds/<name>)."
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
    description: Where the Nomad engine is enabled.
    type: str
    default: nomad
  name:
    description: Its name.
    type: str
    required: true
  type:
    description: The kind of the tokens. Default of a new role is V(client).
    type: str
    choices: [client, management]
  policies:
    description: The ACL policies of the tokens, all of them. Needed for V(client), refused for V(management).
    type: list
    elements: str
  global:
    description: Whether the tokens are valid in all regions.
    type: bool
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let people ask Vault for tokens that may read Nomad
  nomadic.fleet.vault_nomad_role:
    name: reader
    policies: [read-jobs]
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: nomad, name: reader, type: client, policies: [read-jobs], global: false}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="nomad"),
    f.text("name", required=True),
    f.text("type", choices=["client", "management"]),
    f.names("policies"),
    f.flag("global"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/role/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
