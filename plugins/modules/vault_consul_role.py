#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Vault's Consul engine."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_consul_role
version_added: 0.1.0
short_description: Manage roles of Vault's Consul secret engine
description:
  - "Creates, changes and deletes a role: which Consul tokens Vault hands out at C(<mount>/creds/<name>)."
  - The kinds of role that Consul itself dropped with version 1.11 (C(policy), C(token_type)) are not offered.
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
    description: Where the Consul engine is enabled.
    type: str
    default: consul
  name:
    description: Its name.
    type: str
    required: true
  consul_policies:
    description: The ACL policies of the tokens, all of them.
    type: list
    elements: str
  consul_roles:
    description: The ACL roles of the tokens, all of them.
    type: list
    elements: str
  service_identities:
    description: The services they speak for, all of them, each as C(service) or C(service:dc1,dc2).
    type: list
    elements: str
  node_identities:
    description: The nodes they speak for, all of them, each as C(node:dc1).
    type: list
    elements: str
  local:
    description: Whether they are valid in one datacenter only.
    type: bool
  ttl:
    description: How long a token lives, such as V(1h) or seconds.
    type: str
  max_ttl:
    description: How long it can be renewed.
    type: str
  consul_namespace:
    description: The namespace of the tokens (Consul Enterprise only).
    type: str
  partition:
    description: The admin partition of the tokens (Consul Enterprise only).
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let CI ask Vault for tokens that write one prefix of the KV store
  nomadic.fleet.vault_consul_role:
    name: ci
    consul_policies: [write-ci]
    ttl: 1h
"""

RETURN = r"""
role:
  description: The role.
  returned: always
  type: dict
  sample: {mount: consul, name: ci, consul_policies: [write-ci], ttl: 3600, local: false}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import run_at

FIELDS = Fields(
    f.text("mount", default="consul"),
    f.text("name", required=True),
    f.names("consul_policies"),
    f.names("consul_roles"),
    f.names("service_identities"),
    f.names("node_identities"),
    f.flag("local"),
    f.duration("ttl"),
    f.duration("max_ttl"),
    f.text("consul_namespace"),
    f.text("partition"),
)


def main() -> None:
    """Run the module."""
    run_at("{mount}/roles/{name}", FIELDS, "role")


if __name__ == "__main__":
    main()
