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
  - The pools V(all) and V(default) belong to Nomad, which refuses to change them.
  - A pool with nodes or jobs cannot be deleted; Nomad says so.
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
    description: Its name, of letters, digits, dashes and underscores.
    type: str
    required: true
  description:
    description: What it is for.
    type: str
  meta:
    description: Metadata, as a whole.
    type: dict
  node_identity_ttl:
    description:
      - How long the identities of its nodes are valid, such as V(24h) or V(100d) (Nomad 1.11 and later).
      - Nomad's default is 24 hours.
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
    node_identity_ttl: 30d
    meta:
      owner: field service
"""

RETURN = r"""
node_pool:
  description: The node pool, as the API gives it; durations in nanoseconds.
  returned: always
  type: dict
  sample: {Name: external, Description: Devices outside, NodeIdentityTTL: 2592000000000000, Meta: {owner: field service}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", required=True),
    f.text("description"),
    f.mapping("meta"),
    f.duration("node_identity_ttl"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    path = ["node", "pool", module.params["name"]]

    def write(pool: dict[str, Any]) -> dict[str, Any] | None:
        client.put(["node", "pools"], pool)
        return client.read(path)

    return keep(module, FIELDS, client.read(path), write, lambda _: client.delete(path))


def main() -> None:
    """Run the module."""
    run("nomad", FIELDS.spec(state=STATE), work, returns="node_pool")


if __name__ == "__main__":
    main()
