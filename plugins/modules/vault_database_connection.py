#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of Vault's database engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_database_connection
version_added: 0.1.0
short_description: Manage connections of Vault's database secret engine
description:
  - "Creates, changes and deletes a connection: how Vault reaches a database, and which roles may use it."
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
  plugin_name:
    description:
      - The plugin of the database, such as V(postgresql-database-plugin). Needed for a new connection. It cannot be
        changed later.
    type: str
  plugin_version:
    description: The version of the plugin, where it is no built-in one.
    type: str
  connection_details:
    description:
      - The settings of the plugin, such as C(connection_url), C(username) and C(max_open_connections). Only the keys
        that are given are compared.
      - A URL names the user and the password as C({{username}}) and C({{password}}); write C(!unsafe) before it. A
        password in the URL itself is refused, since Vault would show it. So are a C(password) and a C(private_key) in
        here.
    type: dict
  password:
    description: The password of the user.
    type: str
  private_key:
    description: The private key of the user, where the plugin takes one.
    type: str
  password_policy:
    description: The policy that new passwords follow.
    type: str
  allowed_roles:
    description: The roles that may use it, all of them; V(*) for any.
    type: list
    elements: str
  verify_connection:
    description: Whether Vault tries the connection before it keeps it. Default of a new connection is V(true).
    type: bool
  root_rotation_statements:
    description: What changes the password of the user, in order.
    type: list
    elements: str
  rotate_root:
    description:
      - Whether Vault changes the password, once, right after the connection is made, to one that nobody else knows.
      - O(password) is then only the first password; it is never sent again.
    type: bool
    default: false
  update_secret:
    description:
      - When O(password) and O(private_key) are sent, which Vault never returns.
      - V(on_change) sends them when it is new here or something else differs, V(always) in every run, which then is a
        change.
    type: str
    default: on_change
    choices: [on_change, always]
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Connect Vault to the shop's database
  nomadic.fleet.vault_database_connection:
    name: shop
    plugin_name: postgresql-database-plugin
    connection_details:
      connection_url: !unsafe postgresql://{{username}}:{{password}}@10.0.0.5:5432/shop
      username: vault
    password: "{{ first_password }}"
    allowed_roles: [shop-reader]
    rotate_root: true
"""

RETURN = r"""
connection:
  description: The connection without its secrets.
  returned: always
  type: dict
  sample: {mount: database, name: shop, plugin_name: postgresql-database-plugin, allowed_roles: [shop-reader]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import STATE, UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_engines import Some
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "{mount}/config/{name}"
FIELDS = Fields(
    f.text("mount", default="database"),
    f.text("name", required=True),
    f.text("plugin_name", fixed=True),
    f.text("plugin_version"),
    Some("connection_details"),
    f.secret("password"),
    f.secret("private_key"),
    f.text("password_policy", no_log=False),
    f.names("allowed_roles"),
    f.flag("verify_connection"),
    f.ordered("root_rotation_statements", "root_credentials_rotate_statements"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    _refuse_shown_secrets(params["connection_details"] or {})
    new = client.read(place(PATH, params)) is None
    if params["rotate_root"] and not new:
        params["password"], params["update_secret"] = None, "on_change"  # Vault has another one since

    def write(connection: dict[str, Any]) -> None:
        details = connection.pop("connection_details", {})
        statements = connection.pop("root_credentials_rotate_statements", None)
        client.post(place(PATH, params), {**details, **connection, "root_rotation_statements": statements})
        if new and params["rotate_root"]:
            client.post(place("{mount}/rotate-root/{name}", params), idempotent=False)

    return keep_at(module, client, PATH, FIELDS, write=write)


def _refuse_shown_secrets(details: dict[str, Any]) -> None:
    for option in ("password", "private_key"):
        if option in details:
            raise BadInput(f"connection_details: give {option} as the option {option}, which is never shown.")
    password = urlsplit(str(details.get("connection_url") or "")).password
    if password and "{{" not in password:
        raise BadInput(
            "connection_details: connection_url holds a password, which Vault would show; "
            "write {{username}}:{{password}} there, and give the option password."
        )


def main() -> None:
    """Run the module."""
    more = {"state": STATE, "update_secret": UPDATE_SECRET, "rotate_root": {"type": "bool", "default": False}}
    run("vault", FIELDS.spec(**more), work, returns="connection")


if __name__ == "__main__":
    main()
