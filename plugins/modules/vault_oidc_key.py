#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of Vault's identity tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_key
version_added: 0.1.0
short_description: Manage the keys with which Vault signs identity tokens
description:
  - Creates, changes and deletes a named key, with which Vault signs identity tokens (JWTs) of roles and clients.
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
  rotation_period:
    description: How often it is rotated, such as V(24h) or seconds.
    type: str
  verification_ttl:
    description: How long the public half is published after that.
    type: str
  algorithm:
    description: How it signs.
    type: str
    choices: [RS256, RS384, RS512, ES256, ES384, ES512, EdDSA]
  allowed_client_ids:
    description: Client ids of roles and clients that may use it, or V(*) for all. A new key allows none.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: A key for all
  nomadic.fleet.vault_oidc_key:
    name: shop
    algorithm: ES256
    rotation_period: 12h
    verification_ttl: 24h
    allowed_client_ids: ["*"]
"""

RETURN = r"""
key:
  description: The key, as Vault has it.
  returned: always
  type: dict
  sample: {name: shop, algorithm: ES256, rotation_period: 43200, verification_ttl: 86400, allowed_client_ids: ['*']}
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
    f.duration("rotation_period"),
    f.duration("verification_ttl"),
    f.text("algorithm", choices=["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"]),
    f.names("allowed_client_ids"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/key/{name}", FIELDS, "key", partial=True)


if __name__ == "__main__":
    main()
