#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul ACL policies."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_policy
version_added: 0.1.0
short_description: Manage Consul ACL policies
description:
  - Creates, changes and deletes an ACL policy, found by its name.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
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
    description: The rules, in HCL or JSON. White space around them means nothing.
    type: str
  datacenters:
    description: The datacenters it is valid in; an empty list for all.
    type: list
    elements: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let Nomad servers register themselves
  nomadic.fleet.consul_acl_policy:
    name: nomad-server
    rules: |
      agent_prefix "" { policy = "read" }
      service_prefix "nomad" { policy = "write" }
"""

RETURN = r"""
policy:
  description: The policy, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 4b8e7f1c-97d3-4a36-9d0c-8f3f9f0f4a11, Name: nomad-server}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import keep_named
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("description"),
    f.text("rules"),
    f.names("datacenters"),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    return keep_named(module, client, FIELDS, "policy")


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(state=STATE), work, returns="policy")


if __name__ == "__main__":
    main()
