#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL auth methods."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_auth_method
version_added: 0.1.0
short_description: Manage Nomad ACL auth methods
description:
  - Creates, changes and deletes an auth method, by which people (OIDC) or machines (JWT) log in without a token of
    their own.
  - What a login gets is said by P(nomadic.fleet.nomad_acl_binding_rule#module).
  - Nomad never returns the secrets in O(config). They are not compared; they are sent when something else in
    O(config) changes, or in every run with O(update_secret=always).
  - Nomad replaces the configuration as a whole. Where something in O(config) changes and the method has a secret,
    that secret must be given too, else the module refuses, for the secret would be lost.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name, of letters, digits and dashes.
    type: str
    required: true
  type:
    description: How one logs in. Needed to create a method.
    type: str
    choices: [JWT, OIDC]
  token_locality:
    description: Whether the tokens of logins are valid in this region only or in all. Needed to create a method.
    type: str
    choices: [local, global]
  token_name_format:
    description: The names of the tokens; Nomad's default is V(${auth_method_type}-${auth_method_name}).
    type: str
  max_token_ttl:
    description: How long the tokens of logins live, such as V(8h). Needed to create a method.
    type: str
  default:
    description: Whether it is the method of C(nomad login) without a name. There can be one only.
    type: bool
  config:
    description: Its configuration. Needed to create a method. What is not given stays as it is.
    type: dict
    suboptions:
      jwt_validation_pub_keys:
        description: Public keys (PEM) that may have signed the JWTs. For C(JWT), one of this, O(config.jwks_url) and O(config.oidc_discovery_url).
        type: list
        elements: str
      jwks_url:
        description: Where the keys that may have signed the JWTs are published.
        type: str
      jwks_ca_cert:
        description: The CA certificate (PEM) of O(config.jwks_url).
        type: str
      oidc_discovery_url:
        description: The base URL of the identity provider. Needed for C(OIDC).
        type: str
      oidc_client_id:
        description: The client's id at the identity provider. Needed for C(OIDC).
        type: str
      oidc_client_secret:
        description: The client's secret at the identity provider.
        type: str
      oidc_enable_pkce:
        description: Whether logins use PKCE.
        type: bool
      oidc_disable_userinfo:
        description: Whether the provider is not asked for more claims at its UserInfo endpoint.
        type: bool
      oidc_scopes:
        description: The scopes that are asked for, besides V(openid).
        type: list
        elements: str
      oidc_client_assertion:
        description: Proves by a signed JWT, instead of by the client's secret, who asks.
        type: dict
        suboptions:
          key_source:
            description: Who signs; Nomad itself, a given private key, or the client's secret.
            type: str
            choices: [nomad, private_key, client_secret]
          audience:
            description: For whom the JWT is; Nomad's default is O(config.oidc_discovery_url).
            type: list
            elements: str
          key_algorithm:
            description: The algorithm, such as V(RS256).
            type: str
          extra_headers:
            description: More headers of the JWT, all of them.
            type: dict
          private_key:
            description: The key for O(config.oidc_client_assertion.key_source=private_key).
            type: dict
            suboptions:
              pem_key:
                description: The private key (PEM).
                type: str
              pem_key_file:
                description: Its absolute path on the servers, instead of O(config.oidc_client_assertion.private_key.pem_key).
                type: str
              key_id_header:
                description: The header that names the key.
                type: str
                choices: [kid, x5t, 'x5t#S256']
              key_id:
                description: The name of the key.
                type: str
              pem_cert:
                description: The certificate (PEM) of the key, instead of O(config.oidc_client_assertion.private_key.key_id).
                type: str
              pem_cert_file:
                description: The absolute path of the certificate on the servers.
                type: str
      bound_audiences:
        description: The audiences one of which a JWT must have.
        type: list
        elements: str
      bound_issuer:
        description: The issuers one of which a JWT must have.
        type: list
        elements: str
      allowed_redirect_uris:
        description: Where the identity provider may send people back to.
        type: list
        elements: str
      discovery_ca_pem:
        description: The CA certificates (PEM) of O(config.oidc_discovery_url).
        type: list
        elements: str
      signing_algs:
        description: The algorithms that JWTs may be signed with; Nomad's default is V(RS256).
        type: list
        elements: str
      expiration_leeway:
        description: How long after its end a JWT is taken, such as V(30s).
        type: str
      not_before_leeway:
        description: How long before its start a JWT is taken, such as V(30s).
        type: str
      clock_skew_leeway:
        description: How far clocks may differ, such as V(30s).
        type: str
      claim_mappings:
        description: Names of claims to the names by which selectors and bind names know them, all of them.
        type: dict
      list_claim_mappings:
        description: The same for claims that are lists.
        type: dict
      verbose_logging:
        description: Whether the servers log claims, at their level DEBUG. Not for production.
        type: bool
  update_secret:
    description:
      - When the secrets in O(config), which cannot be compared, are sent.
      - V(on_change) sends them with another change of O(config) only, V(always) in every run, which is then a change.
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
- name: Let pipelines log in with the JWTs of their runs
  nomadic.fleet.nomad_acl_auth_method:
    name: pipelines
    type: JWT
    token_locality: local
    max_token_ttl: 30m
    config:
      jwks_url: https://git.example.com/oauth/discovery/keys
      bound_issuer: [https://git.example.com]
      bound_audiences: [nomad]
      claim_mappings:
        project_path: project

- name: Let people log in with their accounts
  nomadic.fleet.nomad_acl_auth_method:
    name: company
    type: OIDC
    token_locality: global
    max_token_ttl: 8h
    default: true
    config:
      oidc_discovery_url: https://id.example.com
      oidc_client_id: nomad
      oidc_client_secret: "{{ nomad_client_secret }}"
      oidc_scopes: [groups]
      allowed_redirect_uris: [https://nomad.example.com/ui/settings/tokens, 'http://localhost:4649/oidc/callback']
      list_claim_mappings:
        groups: groups
"""

RETURN = r"""
auth_method:
  description: The method, as the API gives it, which puts C(redacted) in the place of secrets.
  returned: always
  type: dict
  sample: {Name: company, Type: OIDC, Default: true, TokenLocality: global, MaxTokenTTL: 8h0m0s}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import UPDATE_SECRET, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, changes

KEY = f.nested(
    "private_key",
    f.secret("pem_key"),
    f.text("pem_key_file", no_log=False),
    f.text("key_id_header", choices=["kid", "x5t", "x5t#S256"], no_log=False),
    f.text("key_id", no_log=False),
    f.text("pem_cert"),
    f.text("pem_cert_file"),
    no_log=False,
)
ASSERTION = f.nested(
    "oidc_client_assertion",
    f.text("key_source", choices=["nomad", "private_key", "client_secret"], no_log=False),
    f.names("audience"),
    f.text("key_algorithm", no_log=False),
    f.mapping("extra_headers"),
    KEY,
)
CONFIG = f.nested(
    "config",
    f.names("jwt_validation_pub_keys", "JWTValidationPubKeys", no_log=False),
    f.text("jwks_url"),
    f.text("jwks_ca_cert"),
    f.text("oidc_discovery_url"),
    f.text("oidc_client_id"),
    f.secret("oidc_client_secret"),
    f.flag("oidc_enable_pkce", "OIDCEnablePKCE"),
    f.flag("oidc_disable_userinfo", "OIDCDisableUserInfo"),
    f.names("oidc_scopes"),
    ASSERTION,
    f.names("bound_audiences"),
    f.names("bound_issuer"),
    f.names("allowed_redirect_uris", "AllowedRedirectURIs"),
    f.names("discovery_ca_pem"),
    f.names("signing_algs"),
    f.duration("expiration_leeway", unit="text"),
    f.duration("not_before_leeway", unit="text"),
    f.duration("clock_skew_leeway", unit="text"),
    f.mapping("claim_mappings"),
    f.mapping("list_claim_mappings"),
    f.flag("verbose_logging"),
)
FIELDS = Fields(
    f.text("name", required=True),
    f.text("type", choices=["JWT", "OIDC"]),
    f.text("token_locality", choices=["local", "global"], no_log=False),
    f.text("token_name_format", no_log=False),
    f.duration("max_token_ttl", unit="text", no_log=False),
    f.flag("default"),
    CONFIG,
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    path = ["acl", "auth-method", module.params["name"]]
    current = client.read(path)
    given = FIELDS.wanted(module.params)
    always = module.params["update_secret"] == "always"
    sends_config = not current or always or "Config" in changes(current, given, FIELDS.rules)
    if current and sends_config and module.params["state"] == "present":
        refuse_to_lose_secrets(CONFIG.merged(current["Config"], given.get("Config") or {}))

    def write(method: dict[str, Any]) -> dict[str, Any]:
        """A configuration that is not sent stays, with its secrets."""
        body = {key: value for key, value in method.items() if key != "Config" or sends_config}
        return dict(client.put(path, body).data)

    return keep(module, FIELDS, current, write, lambda _: client.delete(path))


def refuse_to_lose_secrets(config: Mapping[str, Any]) -> None:
    """What servers return in the place of a secret must not become the secret."""
    key = (config.get("OIDCClientAssertion") or {}).get("PrivateKey") or {}
    secrets = {"oidc_client_secret": config.get("OIDCClientSecret"), "pem_key": key.get("PemKey")}
    for option, value in secrets.items():
        if value == "redacted":
            raise BadInput(f"config: it changes, and Nomad replaces it as a whole: give the secret {option} too.")


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(update_secret=UPDATE_SECRET, state=STATE), work, returns="auth_method")


if __name__ == "__main__":
    main()
