#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_policy_info
version_added: 0.1.0
short_description: Read Nomad ACL policies
description:
  - Returns one ACL policy, or all of them, or those of a prefix, in one request.
  - The list of the API holds no rules; with O(details), one more request for each policy fetches them.
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
  name:
    description: Only the one of this name; none is an empty list, not an error.
    type: str
  prefix:
    description: Only those whose names begin like this.
    type: str
  details:
    description: Whether the rules of several policies are read too, with one request each.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read the rules of one policy
  nomadic.fleet.nomad_acl_policy_info:
    name: node-readers
  register: readers

- name: Read the rules of all policies of the shop
  nomadic.fleet.nomad_acl_policy_info:
    prefix: shop-
    details: true
  register: shop
"""

RETURN = r"""
policies:
  description: The policies, as the API gives them, in the order of their names. C(Rules) only with O(name) or O(details).
  returned: always
  type: list
  elements: dict
  sample: [{Name: node-readers, Description: '', JobACL: null, Rules: 'node { policy = "read" }'}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_lists import NAME_OR_PREFIX, one_or_all

#: The parsed rules, which repeat them.
HIDDEN = ("RulesJSON",)


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    found = one_or_all(client, ["acl", "policy"], ["acl", "policies"], module.params)
    return {
        "changed": False,
        "policies": [{key: value for key, value in item.items() if key not in HIDDEN} for item in found],
    }


def main() -> None:
    """Run the module."""
    run(
        "nomad",
        {**NAME_OR_PREFIX, "details": {"type": "bool", "default": False}},
        work,
        mutually_exclusive=[("name", "prefix")],
    )


if __name__ == "__main__":
    main()
