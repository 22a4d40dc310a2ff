#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad node pools."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_node_pool
version_added: 0.1.0
short_description: Manage Nomad node pools
description:
  - Creates, changes and deletes a node pool, the hard partition of scheduling.
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
    description: Its name.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  meta:
    description: Metadata, as a whole.
    type: dict
  node_identity_ttl:
    description: How long the identities of its nodes are valid, such as V(24h) or V(100d) (Nomad 1.11 and later).
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Keep devices apart
  nomadic.fleet.nomad_node_pool:
    name: external
    description: Devices outside
"""

RETURN = r"""
node_pool:
  description: The node pool, as the API gives it; durations in nanoseconds.
  returned: always
  type: dict
  sample: {Name: external, Description: Devices outside, NodeIdentityTTL: 86400000000000}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync
from ansible_collections.nomadic.fleet.plugins.module_utils._text import nanoseconds


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    path = ["node", "pool", params["name"]]
    found = client.find(path)
    ttl = params["node_identity_ttl"]
    desired = {
        "Name": params["name"],
        "Description": params["description"],
        "Meta": params["meta"],
        "NodeIdentityTTL": None if ttl is None else nanoseconds(ttl, "node_identity_ttl"),
    }

    def write(whole: dict[str, Any]) -> dict[str, Any]:
        client.put(["node", "pools"], whole)
        return dict(client.get(path).data)

    return sync(
        params["state"],
        found.data if found else None,
        desired,
        write,
        write,
        lambda _: client.delete(path),
        module.check_mode,
    )


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "description": {"type": "str"},
        "meta": {"type": "dict"},
        "node_identity_ttl": {"type": "str"},
        "state": STATE,
    }
    run("nomad", spec, work, returns="node_pool")


if __name__ == "__main__":
    main()
