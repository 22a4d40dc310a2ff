#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OIDC providers of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_oidc_provider
version_added: 0.1.0
short_description: Manage Vault as an OIDC provider
description:
  - Creates, changes and deletes an OIDC provider, with which applications log people in.
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
  issuer:
    description: Scheme, host and port of its issuer, where they are not those of Vault (C(api_addr)).
    type: str
  allowed_client_ids:
    description: The client ids that may use it, or V(*) for all. A new provider allows none.
    type: list
    elements: str
  scopes_supported:
    description: The scopes that may be asked for, see M(nomadic.fleet.vault_oidc_scope).
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Log people in
  nomadic.fleet.vault_oidc_provider:
    name: people
    allowed_client_ids: ["*"]
    scopes_supported: [groups]
"""

RETURN = r"""
provider:
  description: The provider, as Vault has it.
  returned: always
  type: dict
  sample: {name: people, issuer: 'https://10.0.0.1:8200/v1/identity/oidc/provider/people', allowed_client_ids: ['*'], scopes_supported: [groups]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at


def base(issuer: str) -> str:
    """The issuer without the path that Vault adds."""
    return (issuer or "").split("/v1/identity/oidc/", 1)[0]


FIELDS = Fields(
    f.text("name", required=True),
    Field("issuer", "issuer", {"type": "str"}, base, base),
    f.names("allowed_client_ids"),
    f.names("scopes_supported"),
)


def main() -> None:
    """Run the module."""
    run_at("identity/oidc/provider/{name}", FIELDS, "provider", partial=True)


if __name__ == "__main__":
    main()
