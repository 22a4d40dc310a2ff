#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's cluster peerings."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_peering_info
version_added: 0.1.0
short_description: Read Consul's cluster peerings
description:
  - Lists peerings. One request.
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
    description: Only the peering of this name.
    type: str
"""

EXAMPLES = r"""
- name: See whether all clusters are connected
  nomadic.fleet.consul_peering_info:
  register: clusters
"""

RETURN = r"""
peerings:
  description: The peerings as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{Name: factory, State: ACTIVE}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One, else the list."""
    name = module.params["name"]
    if name:
        found = client.read(["peering", name])
        return {"changed": False, "peerings": [found] if found else []}
    return {"changed": False, "peerings": client.get(["peerings"]).data or []}


def main() -> None:
    """Run the module."""
    run("consul", {"name": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
