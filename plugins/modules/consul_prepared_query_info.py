#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's prepared queries."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_prepared_query_info
version_added: 0.1.0
short_description: Read Consul's prepared queries
description:
  - Lists prepared queries, or executes one. One request. Their tokens are left out.
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
    description: Only the query of this name.
    type: str
  execute:
    description: Whether the query is executed, and the instances it finds are returned.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: See what a query finds
  nomadic.fleet.consul_prepared_query_info:
    name: postgres
    execute: true
  register: found
"""

RETURN = r"""
prepared_queries:
  description: The queries as the API gives them, without their tokens.
  returned: unless O(execute) is true
  type: list
  elements: dict
  sample: [{ID: 8f246b77-f3e1-ff88-5b48-8ec93abf3e05, Name: postgres}]
execution:
  description: What the query found, as the API gives it; nothing where there is no such query.
  returned: when O(execute) is true
  type: dict
  sample: {Service: postgres, Nodes: [], Datacenter: dc1, Failovers: 0}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """List or execute."""
    name = module.params["name"]
    if module.params["execute"]:
        return {"changed": False, "execution": client.read(["query", name, "execute"]) or {}}
    queries = [query for query in client.get(["query"]).data if name in (None, query["Name"])]
    shown = [{key: value for key, value in query.items() if key != "Token"} for query in queries]
    return {"changed": False, "prepared_queries": shown}


def main() -> None:
    """Run the module."""
    spec = {"name": {"type": "str"}, "execute": {"type": "bool", "default": False}}
    run("consul", spec, work, required_if=[("execute", True, ["name"])])


if __name__ == "__main__":
    main()
