#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_policy_info
version_added: 0.1.0
short_description: Read Consul ACL policies
description:
  - Returns one policy, or all. One request; a list lacks the rules, which O(details) adds with one request each.
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
  name:
    description: Only the policy of this name, in full.
    type: str
  details:
    description: Whether each policy of the list is read in full.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read the rules of a policy
  nomadic.fleet.consul_acl_policy_info:
    name: nomad-server
  register: nomad_server
"""

RETURN = r"""
policies:
  description: The policies as the API gives them; none where there is none of that name.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 4b8e7f1c-97d3-4a36-9d0c-8f3f9f0f4a11, Name: nomad-server}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import acl_info
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One by its name, else the list."""
    name, details = module.params["name"], module.params["details"]
    return acl_info(client, "policies", name and ["policy", "name", name], "ID", "policy" if details else "")


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}, "details": {"type": "bool", "default": False}}, work)


if __name__ == "__main__":
    main()
