#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete registrations of Nomad's own service catalogue."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_service
version_added: 0.1.0
short_description: Delete a registration of Nomad's own service catalogue
description:
  - Removes a registration that was left over, for instance by a node that is gone for good. Services are registered by jobs.
  - To find the registration, use M(nomadic.fleet.nomad_service_info).
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
    description: The name of the service.
    type: str
    required: true
  id:
    description: The id of the registration.
    type: str
    required: true
  state:
    description: It must be gone; only jobs can make one.
    type: str
    default: absent
    choices: [absent]
"""

EXAMPLES = r"""
- name: Read what a node has registered that will never come back
  nomadic.fleet.nomad_service_info:
    name: web
    filter: NodeID == "0a3c6f2e-7c8a-4f0c-9e0a-2f6a4f1f7d11"
  register: left

- name: Delete it
  nomadic.fleet.nomad_service:
    name: web
    id: "{{ item }}"
  loop: "{{ left.services | map(attribute='ID') }}"
"""

RETURN = r"""
service:
  description: Always empty.
  returned: always
  type: dict
  sample: {}

diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import one_namespace
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Delete it where it is."""
    name, number = module.params["name"], module.params["id"]
    one_namespace(client, "name")
    found = client.get(["service", name], {"filter": f"ID == {quoted(number)}"}).data
    current = found[0] if found else None

    def delete(_registration: Any) -> None:
        client.delete(["service", name, number])

    return keep(module, Fields(), current, dict, delete)


def main() -> None:
    """Run the module."""
    required = {"type": "str", "required": True}
    state = {"type": "str", "default": "absent", "choices": ["absent"]}
    run("nomad", {"name": required, "id": required, "state": state}, work, returns="service")


if __name__ == "__main__":
    main()
