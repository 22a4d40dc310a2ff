#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read which gossip keys Nomad's servers have."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_gossip_key_info
version_added: 0.1.0
short_description: Read which gossip keys Nomad's servers have
description:
  - Returns a fingerprint (SHA-256 of the bytes) of each key and the number of servers that have it, in one request.
  - The keys themselves are returned only with O(return_keys=true), in a task that hides them. Nomad does not tell
    which one is primary.
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
  return_keys:
    description: Whether the keys are returned. The task must then have C(no_log) set to C(true).
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: See whether a rotation is complete
  nomadic.fleet.nomad_gossip_key_info:
  register: gossip

- name: Stop where it is not
  ansible.builtin.assert:
    that:
      - gossip.gossip_keys | length == 1
      - gossip.gossip_keys[0].servers == gossip.servers
"""

RETURN = r"""
gossip_keys:
  description: The keys, in the order of their fingerprints. C(key) only with O(return_keys).
  returned: always
  type: list
  elements: dict
  sample: [{sha256: 8c76b12e1b4d1aa0b7e4f2d3c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2, servers: 3}]
servers:
  description: How many servers there are.
  returned: always
  type: int
  sample: 3
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._gossip import fingerprint, ring
from ansible_collections.nomadic.fleet.plugins.module_utils._module import refuse_to_print, run


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Read."""
    told = module.params["return_keys"]
    if told:
        refuse_to_print(module, "key")
    now = ring(client)
    keys = [
        {"sha256": fingerprint(key), "servers": count, **({"key": key} if told else {})}
        for key, count in now.keys.items()
    ]
    return {"changed": False, "gossip_keys": sorted(keys, key=lambda key: str(key["sha256"])), "servers": now.servers}


def main() -> None:
    """Run the module."""
    run("nomad", {"return_keys": {"type": "bool", "default": False, "no_log": False}}, work)


if __name__ == "__main__":
    main()
