#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read any object of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_object_info
version_added: 0.1.0
short_description: Read any object of Vault by its path
description:
  - Reads what is at a path, or lists what is below it, with one request. For everything that has no module of its own.
  - 'What is read may be secret: leave such keys out with O(secrets), or give the task C(no_log).'
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  path:
    description: The path, without C(/v1/).
    type: str
    required: true
  list:
    description: Whether the names below the path are listed.
    type: bool
    default: false
  secrets:
    description: Keys that are left out.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Read the configuration of Kubernetes authentication
  nomadic.fleet.vault_object_info:
    path: auth/kubernetes/config
  register: kubernetes

- name: List the roles
  nomadic.fleet.vault_object_info:
    path: auth/kubernetes/role
    list: true
  register: roles
"""

RETURN = r"""
object:
  description: What is there; null where there is nothing.
  returned: without O(list)
  type: dict
keys:
  description: The names below the path; none where there is nothing.
  returned: with O(list)
  type: list
  elements: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_generic import segments


def work(module: AnsibleModule, client: VaultClient) -> dict[str, Any]:
    """Read or list."""
    where = segments(module.params["path"])
    if module.params["list"]:
        return {"changed": False, "keys": client.list(where)}
    found = client.read(where)
    secrets = module.params["secrets"]
    return {
        "changed": False,
        "object": found and {key: value for key, value in found.items() if key not in secrets},
    }


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "path": {"type": "str", "required": True},
        "list": {"type": "bool", "default": False},
        "secrets": {"type": "list", "elements": "str", "default": [], "no_log": False},
    }
    run("vault", spec, work)


if __name__ == "__main__":
    main()
