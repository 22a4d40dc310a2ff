#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul ACL binding rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_binding_rule_info
version_added: 0.1.0
short_description: Read Consul ACL binding rules
description:
  - Returns the binding rules of an auth method, or all. One request.
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
  auth_method:
    description: Only the rules of this auth method.
    type: str
"""

EXAMPLES = r"""
- name: See what logins become
  nomadic.fleet.consul_acl_binding_rule_info:
    auth_method: nomad-workloads
  register: becomes
"""

RETURN = r"""
binding_rules:
  description: The binding rules as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 0d2b7b0e-4c8c-4f43-8b6a-3a4b3a6a1c11, AuthMethod: nomad-workloads, BindType: service}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """The list."""
    rules = client.get(["acl", "binding-rules"], {"authmethod": module.params["auth_method"]}).data
    return {"changed": False, "binding_rules": rules or []}


def main() -> None:
    """Run the module."""
    run("consul", {"auth_method": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
