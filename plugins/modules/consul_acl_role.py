#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul ACL roles."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_role
version_added: 0.1.0
short_description: Manage Consul ACL roles
description:
  - Creates, changes and deletes an ACL role, found by its name.
  - What is not given stays as it is.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
  - nomadic.fleet.consul.identities
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
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Keep a role for web services
  nomadic.fleet.consul_acl_role:
    name: web
    policies: [readers]
    service_identities:
      - service_name: web
        datacenters: [dc1]
    templated_policies:
      - template_name: builtin/dns
"""

RETURN = r"""
role:
  description: The role, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 7c2f4d54-6b8e-4c3b-8f44-4be4a3c7a0d1, Name: web, Policies: [{Name: readers}]}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import IDENTITIES, keep_named
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(f.text("name", required=True), f.text("description"), *IDENTITIES)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    return keep_named(module, client, FIELDS, "role")


def main() -> None:
    """Run the module."""
    run("consul", FIELDS.spec(state=STATE), work, returns="role")


if __name__ == "__main__":
    main()
