#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul ACL roles."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_role_info
version_added: 0.1.0
short_description: Read Consul ACL roles
description:
  - Returns one role, or all, in full. One request.
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
    description: Only the role of this name.
    type: str
"""

EXAMPLES = r"""
- name: List all roles
  nomadic.fleet.consul_acl_role_info:
  register: all_roles
"""

RETURN = r"""
roles:
  description: The roles as the API gives them; none where there is none of that name.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 7c2f4d54-6b8e-4c3b-8f44-4be4a3c7a0d1, Name: web}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import acl_info
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One by its name, else the list."""
    name = module.params["name"]
    return acl_info(client, "roles", name and ["role", "name", name])


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
