#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul ACL tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_token_info
version_added: 0.1.0
short_description: Read Consul ACL tokens
description:
  - Returns one token, or all, never with a secret. One request.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  accessor_id:
    description: Only the token of this accessor.
    type: str
  policy:
    description: Only tokens that have the policy of this name themselves.
    type: str
  role:
    description: Only tokens that have the role of this name.
    type: str
  auth_method:
    description: Only tokens that a login with this auth method made.
    type: str
"""

EXAMPLES = r"""
- name: Find the tokens that may do everything
  nomadic.fleet.consul_acl_token_info:
    policy: global-management
  register: mighty
"""

RETURN = r"""
tokens:
  description: The tokens as the API gives them, without their secrets.
  returned: always
  type: list
  elements: dict
  sample: [{AccessorID: 3f8ab1a8-6d4e-4d0e-a1f5-6c2d1f0c7b11, Description: Agent of server1}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import acl_info, without_secret
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One by its accessor, else those that the options describe."""
    params = module.params
    if params["accessor_id"]:
        return acl_info(client, "tokens", ["token", params["accessor_id"]])
    tokens = client.get(["acl", "tokens"], {"authmethod": params["auth_method"]}).data
    for option, links in (("policy", "Policies"), ("role", "Roles")):
        if params[option]:
            tokens = [token for token in tokens if {"Name": params[option]} in named(token.get(links))]
    return {"changed": False, "tokens": [without_secret(token) for token in tokens]}


def named(links: Any) -> list[dict[str, str]]:
    """Links by their names alone."""
    return [{"Name": link["Name"]} for link in links or ()]


def main() -> None:
    """Run the module."""
    spec = {option: {"type": "str"} for option in ("accessor_id", "policy", "role", "auth_method")}
    run("consul", spec, work)


if __name__ == "__main__":
    main()
