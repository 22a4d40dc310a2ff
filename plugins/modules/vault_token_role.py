#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Token roles of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_token_role
version_added: 0.1.0
short_description: Manage rules under which Vault tokens are made
description:
  - 'Creates, changes and deletes a token role: what a token made with it is like. See M(nomadic.fleet.vault_token).'
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
  allowed_policies:
    description: Policies that a token may have. Empty allows those of the one who makes it.
    type: list
    elements: str
  disallowed_policies:
    description: Policies that a token must not have.
    type: list
    elements: str
  allowed_policies_glob:
    description: Patterns of policies that a token may have.
    type: list
    elements: str
  disallowed_policies_glob:
    description: Patterns of policies that a token must not have.
    type: list
    elements: str
  allowed_entity_aliases:
    description: Aliases that a token may be given, patterns too.
    type: list
    elements: str
  orphan:
    description: Whether a token lives on when the one that made it is gone.
    type: bool
  renewable:
    description: Whether a token can be renewed.
    type: bool
  path_suffix:
    description: What its path ends with, so that all tokens of the role can be revoked by it.
    type: str
  token_bound_cidrs:
    description: Addresses and networks from which a token may be used. Empty allows all.
    type: list
    elements: str
  token_explicit_max_ttl:
    description: How long a token lives at most, whatever its renewals, such as V(24h) or seconds. V(0) is no such limit.
    type: str
  token_no_default_policy:
    description: Whether the policy C(default) is left out.
    type: bool
  token_num_uses:
    description: How often a token may be used. V(0) is without a limit.
    type: int
  token_period:
    description: Makes a token periodic, it lives for ever when it is renewed within this time. Such as V(72h) or seconds, V(0) is not periodic.
    type: str
  token_type:
    description: Which kind of token.
    type: str
    choices: [service, batch, default-service, default-batch]
"""

EXAMPLES = r"""
- name: Tokens for the servers of Nomad
  nomadic.fleet.vault_token_role:
    name: nomad-cluster
    disallowed_policies: [nomad-server]
    orphan: true
    token_period: 72h
"""

RETURN = r"""
role:
  description: The role, as Vault has it.
  returned: always
  type: dict
  sample: {name: nomad-cluster, disallowed_policies: [nomad-server], orphan: true, token_period: 259200}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import addresses
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("name", required=True),
    f.names("allowed_policies"),
    f.names("disallowed_policies"),
    f.names("allowed_policies_glob"),
    f.names("disallowed_policies_glob"),
    f.names("allowed_entity_aliases"),
    f.flag("orphan"),
    f.flag("renewable"),
    f.text("path_suffix"),
    addresses("token_bound_cidrs"),
    f.duration("token_explicit_max_ttl", no_log=False),
    f.flag("token_no_default_policy"),
    f.number("token_num_uses", no_log=False),
    f.duration("token_period", no_log=False),
    f.text("token_type", choices=["service", "batch", "default-service", "default-batch"]),
)


def main() -> None:
    """Run the module."""
    run_at("auth/token/roles/{name}", FIELDS, "role", partial=True)


if __name__ == "__main__":
    main()
