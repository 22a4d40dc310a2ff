#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul ACL auth methods."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_auth_method
version_added: 0.1.0
short_description: Manage Consul ACL auth methods
description:
  - Creates, changes and deletes a way to log in, such as with a JWT or as a pod of Kubernetes.
  - Of O(config) only what is given is compared; what the server has besides stays.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name.
    type: str
    required: true
  type:
    description:
      - What kind of login. It cannot be changed later; a new one needs it.
      - A login with a browser (C(oidc)) is part of Consul Enterprise only.
    type: str
    choices: [jwt, kubernetes, aws-iam]
  display_name:
    description: The name people see.
    type: str
  description:
    description: What it is for.
    type: str
  max_token_ttl:
    description: How long a token lives that a login made, such as V(5m) or V(1h), at least a minute. V(0) for ever.
    type: str
  token_locality:
    description: Where tokens of logins are valid.
    type: str
    choices: [local, global]
  config:
    description:
      - The settings of its type, with the names of the API, such as V(JWTValidationPubKeys) or V(Host).
      - A list replaces the server's list as a whole.
    type: dict
  secret_config:
    description:
      - Settings that are secret, such as V(ServiceAccountJWT); they are put over O(config).
      - Consul returns them to those who may read auth methods, so they are compared; they are never shown.
    type: dict
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let workloads of Nomad log in
  nomadic.fleet.consul_acl_auth_method:
    name: nomad-workloads
    type: jwt
    max_token_ttl: 1h
    token_locality: local
    config:
      JWKSURL: https://nomad.example.com:4646/.well-known/jwks.json
      JWKSCACert: "{{ lookup('ansible.builtin.file', 'nomad-ca.pem') }}"
      JWTSupportedAlgs: [RS256]
      BoundAudiences: [consul.io]
      ClaimMappings:
        nomad_service: nomad_service
"""

RETURN = r"""
auth_method:
  description: The auth method, as the API gives it, without secrets.
  returned: always
  type: dict
  sample: {Name: nomad-workloads, Type: jwt, TokenLocality: local}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("type", choices=["jwt", "kubernetes", "aws-iam"], fixed=True),
    f.text("display_name"),
    f.text("description"),
    f.duration("max_token_ttl", "MaxTokenTTL", unit="text", no_log=False),
    f.text("token_locality", choices=["local", "global"]),
    document("config", "Config"),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    path = ["acl", "auth-method", module.params["name"]]
    return keep(
        module,
        FIELDS,
        client.acl_object(path),
        lambda method: dict(client.put(["acl", "auth-method"], method, idempotent=False).data),
        lambda _: client.delete(path),
        lambda method: dict(client.put(path, method).data),
    )


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(state=STATE), work, returns="auth_method")


if __name__ == "__main__":
    main()
