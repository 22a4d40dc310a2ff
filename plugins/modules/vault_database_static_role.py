#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Static roles of Vault's database engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_database_static_role
version_added: 0.1.0
short_description: Manage static roles of Vault's database secret engine
description:
  - "Creates, changes and deletes a static role: a user of a database whose password Vault changes from time to time."
  - Vault changes the password at once when the role is new. It is read at C(<mount>/static-creds/<name>).
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
  username:
    description: The user. It must be there. Needed for a new role. It cannot be changed later.
    type: str
  rotation_period:
    description:
      - How often the password is changed, such as V(24h); at least 5 seconds. Mutually exclusive with
        O(rotation_schedule).
    type: str
  rotation_schedule:
    description: When the password is changed, as cron writes it, in UTC.
    type: str
  rotation_window:
    description: How long after a moment of O(rotation_schedule) a missed change may still be made, at least V(1h).
    type: str
  rotation_statements:
    description: What changes the password, in order. The plugin has its own where none is given.
    type: list
    elements: str
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
- name: Change the shop's password every night
  nomadic.fleet.vault_database_static_role:
    name: shop
    db_name: shop
    username: shop
    rotation_schedule: 0 3 * * *
    rotation_window: 1h
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: database, name: shop, db_name: shop, username: shop, rotation_schedule: 0 3 * * *}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import STATE, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "{mount}/static-roles/{name}"
FIELDS = Fields(
    f.text("mount", default="database"),
    f.text("name", required=True),
    f.text("db_name"),
    f.text("username", fixed=True),
    f.duration("rotation_period"),
    f.text("rotation_schedule"),
    f.duration("rotation_window"),
    f.ordered("rotation_statements"),
    f.text("credential_type", choices=["password", "rsa_private_key", "client_certificate"]),
    f.mapping("credential_config"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    there: dict[str, Any] = {}

    def read() -> dict[str, Any] | None:
        found = client.read(place(PATH, module.params))
        there.update(found or {})
        return found and there

    def write(role: dict[str, Any]) -> None:
        """Vault takes a period or a schedule: what the user gave ends the other."""
        ended = ["rotation_schedule", "rotation_window"] if module.params["rotation_period"] else ["rotation_period"]
        if module.params["rotation_period"] or module.params["rotation_schedule"]:
            role = {key: value for key, value in role.items() if key not in ended}
        client.post(place(PATH, module.params), {"username": there.get("username"), **role})  # needed in every write

    return keep_at(module, client, PATH, FIELDS, read=read, write=write)


def main() -> None:
    """Run the module."""
    exclusive = [["rotation_period", "rotation_schedule"], ["rotation_period", "rotation_window"]]
    run("vault", FIELDS.spec(state=STATE), work, returns="role", mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
