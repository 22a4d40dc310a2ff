#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_policy
version_added: 0.1.0
short_description: Manage Vault ACL policies
description:
  - Creates, changes and deletes an ACL policy.
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
  name:
    description: Its name. Vault makes it lower case.
    type: str
    required: true
  policy:
    description:
      - The rules, in HCL or JSON, compared as text. Space around them does not count.
      - Needed where there is no such policy yet.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let the shop read its secrets
  nomadic.fleet.vault_policy:
    name: shop
    policy: |
      path "secret/data/shop/*" {
        capabilities = ["read"]
      }
"""

RETURN = r"""
policy:
  description: The policy.
  returned: always
  type: dict
  sample: {name: shop, policy: 'path "secret/data/shop/*" { capabilities = ["read"] }'}
diff:
  description: What changes.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("policy"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Compare and apply."""
    module.params["name"] = module.params["name"].lower()
    path = ["sys", "policies", "acl", module.params["name"]]

    def write(policy: dict[str, Any]) -> None:
        client.put(path, {"policy": policy.get("policy")})

    return keep(module, FIELDS, client.read(path), write, lambda _: client.delete(path))


def main() -> None:
    """Run the module."""
    run("vault", FIELDS.spec(state=STATE), work, returns="policy")


if __name__ == "__main__":
    main()
