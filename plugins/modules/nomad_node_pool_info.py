#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad node pools."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_node_pool_info
version_added: 0.1.0
short_description: Read Nomad node pools
description:
  - Returns one node pool, or all of them, or those of a prefix, in one request for every thousand.
  - P(nomadic.fleet.nomad_node_info#module) with O(nomadic.fleet.nomad_node_info#module:node_pool) returns the nodes
    of a pool.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  name:
    description: Only the one of this name; none is an empty list, not an error.
    type: str
  prefix:
    description: Only those whose names begin like this.
    type: str
"""

EXAMPLES = r"""
- name: List the node pools
  nomadic.fleet.nomad_node_pool_info:
  register: pools
"""

RETURN = r"""
node_pools:
  description: The node pools, as the API gives them, in the order of their names; durations in nanoseconds.
  returned: always
  type: list
  elements: dict
  sample: [{Name: external, Description: Devices outside, NodeIdentityTTL: 86400000000000}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_lists import NAME_OR_PREFIX, one_or_all


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    found = one_or_all(client, ["node", "pool"], ["node", "pools"], module.params)
    return {"changed": False, "node_pools": found}


def main() -> None:
    """Run the module."""
    run("nomad", NAME_OR_PREFIX, work, mutually_exclusive=[("name", "prefix")])


if __name__ == "__main__":
    main()
