#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul config entries."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_config_entry_info
version_added: 0.1.0
short_description: Read Consul config entries
description:
  - Returns one config entry, or all of a kind. One request. Secrets in them are left out.
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
  kind:
    description: The kind, such as V(service-defaults).
    type: str
    required: true
  name:
    description: Only the entry of this name.
    type: str
  filter:
    description: A filter expression that Consul evaluates, for a list.
    type: str
"""

EXAMPLES = r"""
- name: List all intentions
  nomadic.fleet.consul_config_entry_info:
    kind: service-intentions
  register: intentions
"""

RETURN = r"""
config_entries:
  description: The entries as the API gives them, without secrets; none where there is none of that name.
  returned: always
  type: list
  elements: dict
  sample: [{Kind: service-defaults, Name: web, Protocol: http}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import veiled
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One, else the list."""
    kind, name = module.params["kind"], module.params["name"]
    found = client.read(["config", kind, *([name] if name else [])], {"filter": module.params["filter"]})
    entries = [found] if name and found else found or []
    return {"changed": False, "config_entries": veiled(entries)}


def main() -> None:
    """Run the module."""
    spec = {"kind": {"type": "str", "required": True}, "name": {"type": "str"}, "filter": {"type": "str"}}
    run("consul", spec, work)


if __name__ == "__main__":
    main()
