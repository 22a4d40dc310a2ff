#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's JWT and OIDC authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_jwt_role
version_added: 0.1.0
short_description: Manage who logs in to Vault with a JWT or over OIDC
description:
  - Creates, changes and deletes a role of the auth method C(jwt) (or C(oidc), which is the same).
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects
  - nomadic.fleet.vault_token_fields
options:
  mount:
    description: Where it is mounted.
    type: str
    default: jwt
  name:
    description: The name of the role.
    type: str
    required: true
  role_type:
    description: Whether one logs in with a JWT or with a browser. Vault takes C(oidc) where a new role has none.
    type: str
    choices: [jwt, oidc]
  user_claim:
    description: The claim that names the user, the name of its entity's alias. A new role needs it.
    type: str
  user_claim_json_pointer:
    description: Whether O(user_claim) is a JSON pointer, such as V(/user/id).
    type: bool
  bound_audiences:
    description: The audiences (C(aud)), one of which the JWT must have.
    type: list
    elements: str
  bound_subject:
    description: The subject (C(sub)) that the JWT must have.
    type: str
  bound_claims_type:
    description: Whether the values of O(bound_claims) are texts or patterns such as V(shop-*).
    type: str
    choices: [string, glob]
  bound_claims:
    description: Claims that the JWT must have, each with a value or a list of values, one of which it must be.
    type: dict
  claim_mappings:
    description: Claims that become metadata of the login, claim to metadata.
    type: dict
  groups_claim:
    description: The claim that lists groups, the names of group aliases.
    type: str
  oidc_scopes:
    description: Scopes that are asked for besides C(openid).
    type: list
    elements: str
  allowed_redirect_uris:
    description: Where a login over OIDC may return to. A role of type C(oidc) needs it.
    type: list
    elements: str
  expiration_leeway:
    description: Seconds that a JWT without an end is valid, and that the clocks may differ. V(0) is 150 seconds, V(-1) none.
    type: int
  not_before_leeway:
    description: The same for the beginning of a JWT.
    type: int
  clock_skew_leeway:
    description: Seconds that the clocks may differ in all times of a JWT. V(0) is 60 seconds, V(-1) none.
    type: int
  max_age:
    description: How long ago a login over OIDC may have been, such as V(1h) or seconds. V(0) is any time.
    type: str
  verbose_oidc_logging:
    description: Whether tokens and claims are logged where Vault logs at debug level. They are secrets; never leave it on.
    type: bool
"""

EXAMPLES = r"""
- name: Let the jobs of Nomad log in with their identities
  nomadic.fleet.vault_jwt_role:
    mount: jwt-nomad
    name: nomad-workloads
    role_type: jwt
    bound_audiences: [vault.io]
    user_claim: /nomad_job_id
    user_claim_json_pointer: true
    claim_mappings:
      nomad_namespace: nomad_namespace
      nomad_job_id: nomad_job_id
    token_type: service
    token_policies: [nomad-workloads]
    token_period: 30m
"""

RETURN = r"""
role:
  description: The role, as Vault has it.
  returned: always
  type: dict
  sample: {mount: jwt-nomad, name: nomad-workloads, role_type: jwt, user_claim: /nomad_job_id, token_policies: [nomad-workloads], token_period: 1800}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import TOKEN_FIELDS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="jwt"),
    f.text("name", required=True),
    f.text("role_type", choices=["jwt", "oidc"]),
    f.text("user_claim"),
    f.flag("user_claim_json_pointer"),
    f.names("bound_audiences"),
    f.text("bound_subject"),
    f.text("bound_claims_type", choices=["string", "glob"]),
    f.data("bound_claims"),
    f.mapping("claim_mappings"),
    f.text("groups_claim"),
    f.names("oidc_scopes"),
    f.names("allowed_redirect_uris"),
    f.number("expiration_leeway"),
    f.number("not_before_leeway"),
    f.number("clock_skew_leeway"),
    f.duration("max_age"),
    f.flag("verbose_oidc_logging"),
    *TOKEN_FIELDS,
)


def main() -> None:
    """Run the module."""
    run_at("auth/{mount}/role/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
