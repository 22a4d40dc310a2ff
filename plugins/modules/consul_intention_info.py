#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's intentions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_intention_info
version_added: 0.1.0
short_description: Read Consul's intentions
description:
  - Returns the intentions that are in force, or tells whether one service may call another. One request.
  - Intentions are written with M(nomadic.fleet.consul_config_entry), kind V(service-intentions).
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
  source:
    description: Only intentions from this service.
    type: str
  destination:
    description: Only intentions to this service. With O(source), Consul decides whether the call is allowed.
    type: str
"""

EXAMPLES = r"""
- name: Ask whether the shop may call the web service
  nomadic.fleet.consul_intention_info:
    source: shop
    destination: web
  register: call
"""

RETURN = r"""
intentions:
  description: The intentions as the API gives them; wildcards that match are among them.
  returned: unless both options are given
  type: list
  elements: dict
  sample: [{SourceName: shop, DestinationName: web, Action: allow, Precedence: 9}]
allowed:
  description: Whether the source may call the destination.
  returned: when both options are given
  type: bool
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """Decide, match or list."""
    base = ["connect", "intentions"]
    source, destination = module.params["source"], module.params["destination"]
    if source and destination:
        answer = client.get([*base, "check"], {"source": source, "destination": destination})
        return {"changed": False, "allowed": answer.data["Allowed"]}
    name = source or destination
    if name is None:
        return {"changed": False, "intentions": client.get(base).data or []}
    found = client.get([*base, "match"], {"by": "source" if source else "destination", "name": name}).data
    return {"changed": False, "intentions": (found or {}).get(name) or []}


def main() -> None:
    """Run the module."""
    run("consul", {"source": {"type": "str"}, "destination": {"type": "str"}}, work)


if __name__ == "__main__":
    main()
