#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL roles."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_role
version_added: 0.1.0
short_description: Manage Nomad ACL roles
description:
  - Creates, changes and deletes an ACL role, found by its name.
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
    description: Its name, of letters, digits and dashes.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  policies:
    description: The names of its policies, all of them, in any order. They must be there. Needed to create a role.
    type: list
    elements: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let operators see nodes and jobs
  nomadic.fleet.nomad_acl_role:
    name: operators
    description: People on duty
    policies: [node-readers, job-readers]
"""

RETURN = r"""
role:
  description: The role, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 5cea6d90-c211-2b32-71a8-5d46c9854223, Name: operators, Policies: [{Name: node-readers}, {Name: job-readers}]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("description"),
    f.links("policies"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""

    def create(role: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", "role"], role, idempotent=False).data)

    def update(role: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", "role", role["ID"]], role).data)

    def delete(role: Mapping[str, Any]) -> None:
        client.delete(["acl", "role", role["ID"]])

    current = client.read(["acl", "role", "name", module.params["name"]])
    return keep(module, FIELDS, current, create, delete, update)


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(state=STATE), work, returns="role")


if __name__ == "__main__":
    main()
