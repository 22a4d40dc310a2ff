#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Vault's JWT and OIDC authentication."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_jwt_config
version_added: 0.1.0
short_description: Configure whose JWTs Vault believes
description:
  - 'Sets how the auth method C(jwt) (or C(oidc), which is the same) checks a JWT: with keys, with a URL of keys, or by asking an OIDC provider.'
  - Vault replaces the whole configuration; what it has and is not given here is sent again.
  - It never returns O(oidc_client_secret); O(update_secret) says when that is sent. A change without it is refused where Vault may have one.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
  - nomadic.fleet.vault_objects.update_secret
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  mount:
    description: Where it is mounted.
    type: str
    default: jwt
  oidc_discovery_url:
    description: The OIDC provider, without C(/.well-known).
    type: str
  oidc_discovery_ca_pem:
    description: The CA certificates (PEM) that may have signed the provider's.
    type: str
  oidc_client_id:
    description: The client id of Vault at the provider.
    type: str
  oidc_client_secret:
    description: The secret of O(oidc_client_id).
    type: str
  oidc_response_mode:
    description: How the provider answers a browser.
    type: str
    choices: [query, form_post]
  oidc_response_types:
    description: What the provider answers, C(code) or C(id_token).
    type: list
    elements: str
  jwks_url:
    description: The URL of the keys that sign JWTs.
    type: str
  jwks_ca_pem:
    description: The CA certificates (PEM) that may have signed that of O(jwks_url).
    type: str
  jwks_pairs:
    description: Several URLs of keys, each a dict with C(jwks_url) and C(jwks_ca_pem).
    type: list
    elements: dict
  jwt_validation_pubkeys:
    description: Public keys (PEM) that sign JWTs.
    type: list
    elements: str
  jwt_supported_algs:
    description: The algorithms that may sign a JWT.
    type: list
    elements: str
  bound_issuer:
    description: The issuer (C(iss)) that a JWT must have.
    type: str
  default_role:
    description: The role of a login that names none. Vault makes it lower case.
    type: str
  namespace_in_state:
    description: Whether the namespace is carried in the state of OIDC instead of in the redirect URI.
    type: bool
  provider_config:
    description: What a provider with peculiarities needs, such as C(provider). Secret keys of it are not returned by Vault and not compared.
    type: dict
"""

EXAMPLES = r"""
- name: Believe the identities of Nomad's jobs
  nomadic.fleet.vault_jwt_config:
    mount: jwt-nomad
    jwks_url: https://nomad.example.com:4646/.well-known/jwks.json
    jwks_ca_pem: "{{ lookup('ansible.builtin.file', 'nomad-ca.pem') }}"
    jwt_supported_algs: [RS256, EdDSA]
    default_role: nomad-workloads
"""

RETURN = r"""
config:
  description: The configuration, as Vault has it, without secrets.
  returned: always
  type: dict
  sample: {mount: jwt-nomad, jwks_url: 'https://nomad.example.com:4646/.well-known/jwks.json', default_role: nomad-workloads}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_auth import lowered
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import keep_at, place

PATH = "auth/{mount}/config"
FIELDS = Fields(
    f.text("mount", default="jwt"),
    f.text("oidc_discovery_url"),
    f.text("oidc_discovery_ca_pem"),
    f.text("oidc_client_id"),
    f.secret("oidc_client_secret"),
    f.text("oidc_response_mode", choices=["query", "form_post"]),
    f.names("oidc_response_types"),
    f.text("jwks_url"),
    f.text("jwks_ca_pem"),
    f.data("jwks_pairs", type="list", elements="dict"),
    f.names("jwt_validation_pubkeys", no_log=False),
    f.names("jwt_supported_algs"),
    f.text("bound_issuer"),
    lowered("default_role"),
    f.flag("namespace_in_state"),
    f.data("provider_config"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """The whole configuration is replaced."""

    def write(body: dict[str, Any]) -> None:
        if body.get("oidc_client_id") and not body.get("oidc_client_secret"):
            raise BadInput("oidc_client_secret: Vault forgets it with this change; give it too.")
        client.post(place(PATH, module.params), body)

    return keep_at(module, client, PATH, FIELDS, write=write)


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(update_secret=UPDATE_SECRET), work, returns="config")


if __name__ == "__main__":
    main()
