#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of Vault's OIDC provider."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_client
version_added: 0.1.0
short_description: Manage applications that log people in with Vault
description:
  - Creates, changes and deletes a client of the OIDC provider.
  - Its client secret is not returned; read it with P(nomadic.fleet.vault_secret#lookup) or M(nomadic.fleet.vault_object_info) where it is needed.
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
  redirect_uris:
    description: Where a login may return to, all of them.
    type: list
    elements: str
  assignments:
    description: Who may log in, see M(nomadic.fleet.vault_oidc_assignment); V(allow_all) is everybody.
    type: list
    elements: str
  key:
    description: The key that signs. Vault takes C(default) for a new client. It cannot be changed later.
    type: str
  id_token_ttl:
    description: How long an identity token is valid, such as V(1h) or seconds.
    type: str
  access_token_ttl:
    description: How long an access token is valid.
    type: str
  client_type:
    description: Whether it has a secret. It cannot be changed later.
    type: str
    choices: [confidential, public]
"""

EXAMPLES = r"""
- name: A dashboard
  nomadic.fleet.vault_oidc_client:
    name: dashboard
    redirect_uris: [https://dashboard.example.com/callback]
    assignments: [developers]
    id_token_ttl: 30m
"""

RETURN = r"""
client:
  description: The client, as Vault has it.
  returned: always
  type: dict
  sample: {name: dashboard, client_id: FUGTbY2f9Pz3Yz6P0xHkqQ, redirect_uris: ['https://dashboard.example.com/callback'], assignments: [developers]}
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
    f.names("redirect_uris"),
    f.names("assignments"),
    f.text("key", fixed=True, no_log=False),
    f.duration("id_token_ttl", no_log=False),
    f.duration("access_token_ttl", no_log=False),
    f.text("client_type", choices=["confidential", "public"], fixed=True),
    f.hidden("client_secret"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/client/{name}", FIELDS, "client", partial=True)


if __name__ == "__main__":
    main()
