#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's gossip keyring."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_gossip_key_info
version_added: 0.1.0
short_description: Read Consul's gossip keyring
description:
  - Says which gossip keys the agents have, by a fingerprint (SHA-256 of the bytes); the keys are not returned. One request.
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
"""

EXAMPLES = r"""
- name: See whether a rotation is complete
  nomadic.fleet.consul_gossip_key_info:
  register: gossip
"""

RETURN = r"""
rings:
  description:
    - The rings, that of the datacenter and that between datacenters, with the number of their agents.
    - Each key has the number of agents that have it, and of those that encrypt with it.
  returned: always
  type: list
  elements: dict
  sample: [{datacenter: dc1, wan: false, agents: 3, keys: [{sha256: 8c76b12e, agents: 3, primary: 3}]}]
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._gossip import fingerprint
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(_module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One read."""
    return {"changed": False, "rings": [shown(ring) for ring in client.get(["operator", "keyring"]).data]}


def shown(ring: Mapping[str, Any]) -> dict[str, Any]:
    """A ring, its keys by their fingerprints."""
    keys = [
        {
            "sha256": fingerprint(key),
            "agents": count,
            "primary": ring["PrimaryKeys"].get(key, 0),
        }
        for key, count in ring["Keys"].items()
    ]
    known = {"datacenter": ring["Datacenter"], "wan": ring["WAN"], "agents": ring["NumNodes"]}
    return {**known, "keys": sorted(keys, key=lambda key: str(key["sha256"]))}


def main() -> None:
    """Run the module."""
    run("consul", {}, work)


if __name__ == "__main__":
    main()
