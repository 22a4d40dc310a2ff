#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_policy
version_added: 0.1.0
short_description: Manage Nomad ACL policies
description:
  - Creates, changes and deletes an ACL policy.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: Its name.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  rules:
    description: The rules, in HCL or JSON. White space around them means nothing. Needed to create a policy.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let operators see nodes
  nomadic.fleet.nomad_acl_policy:
    name: node-readers
    rules: |
      node { policy = "read" }
"""

RETURN = r"""
policy:
  description: The policy, as the API gives it.
  returned: always
  type: dict
  sample: {Name: node-readers, Rules: 'node { policy = "read" }'}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    path = ["acl", "policy", params["name"]]
    found = client.find(path)
    desired = {"Name": params["name"], "Description": params["description"], "Rules": params["rules"]}
    if not found and params["state"] == "present" and not params["rules"]:
        raise BadInput(f"rules: the policy {params['name']} is not there yet, so its rules are needed.")

    def write(whole: dict[str, Any]) -> dict[str, Any]:
        client.put(path, {key: whole.get(key) for key in ("Name", "Description", "Rules", "JobACL")})
        return shown(client.get(path).data)

    return sync(
        params["state"],
        shown(found.data) if found else None,
        desired,
        write,
        write,
        lambda _: client.delete(path),
        module.check_mode,
    )


def shown(policy: dict[str, Any]) -> dict[str, Any]:
    """Without the parsed rules, which repeat them."""
    return {key: value for key, value in policy.items() if key != "RulesJSON"}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "description": {"type": "str"},
        "rules": {"type": "str"},
        "state": STATE,
    }
    run("nomad", spec, work, returns="policy")


if __name__ == "__main__":
    main()
