#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul ACL auth methods."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_auth_method_info
version_added: 0.1.0
short_description: Read Consul ACL auth methods
description:
  - Returns one auth method, or all. One request; a list lacks the settings, which O(details) adds with one request each.
  - Secrets in the settings are left out.
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
    description: Only the auth method of this name, in full.
    type: str
  details:
    description: Whether each auth method of the list is read in full.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read all auth methods with their settings
  nomadic.fleet.consul_acl_auth_method_info:
    details: true
  register: logins
"""

RETURN = r"""
auth_methods:
  description: The auth methods as the API gives them, without secrets.
  returned: always
  type: list
  elements: dict
  sample: [{Name: nomad-workloads, Type: jwt}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import acl_info
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import veiled
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One by its name, else the list."""
    name, details = module.params["name"], module.params["details"]
    path = ["auth-method", name] if name else None
    return dict(veiled(acl_info(client, "auth-methods", path, "Name", "auth-method" if details else "")))


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}, "details": {"type": "bool", "default": False}}, work)


if __name__ == "__main__":
    main()
