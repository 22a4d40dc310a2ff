#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad ACL binding rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_binding_rule_info
version_added: 0.1.0
short_description: Read Nomad ACL binding rules
description:
  - Returns binding rules as a whole. The list of the API holds only ids, descriptions and auth methods, so this takes
    one request, and one more for each rule.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  id:
    description: Only the rule of this id; none is an empty list, not an error.
    type: str
  auth_method:
    description: Only the rules of this auth method.
    type: str
"""

EXAMPLES = r"""
- name: Find out what logins of pipelines get
  nomadic.fleet.nomad_acl_binding_rule_info:
    auth_method: pipelines
  register: rules
"""

RETURN = r"""
binding_rules:
  description: The rules, as the API gives them, in the order of their ids.
  returned: always
  type: list
  elements: dict
  sample:
    - ID: d216a1f5-f99b-1599-470d-d61ab815084e
      AuthMethod: pipelines
      BindType: role
      BindName: shop-deployers
      Selector: value.project == "shop"
      Description: Pipelines of the shop
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_lists import one_or_all


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    asked = {"id": module.params["id"], "details": True}
    rules = one_or_all(client, ["acl", "binding-rule"], ["acl", "binding-rules"], asked, key="ID", option="id")
    method = module.params["auth_method"]
    return {"changed": False, "binding_rules": [rule for rule in rules if method in (None, rule["AuthMethod"])]}


def main() -> None:
    """Run the module."""
    run("nomad", {"id": {"type": "str"}, "auth_method": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
