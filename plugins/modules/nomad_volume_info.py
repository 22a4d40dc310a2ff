#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad volumes."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_volume_info
version_added: 0.1.0
short_description: List Nomad volumes
description:
  - Lists volumes of hosts or of CSI plugins, filtered by the servers, or reads one in full.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_nomad
  - nomadic.fleet.nomad_list
  - nomadic.fleet.nomad
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  type:
    description: What kind of volumes.
    type: str
    default: host
    choices: [host, csi]
  id:
    description:
      - One volume, which is returned in full. Nothing is returned where there is none.
      - Cannot be combined with O(prefix) and O(filter), nor with all namespaces.
    type: str
  plugin_id:
    description: Only volumes of this plugin; for O(type=csi).
    type: str
  node_id:
    description: Only volumes of this node, or for O(type=csi) that this node uses.
    type: str
  node_pool:
    description: Only volumes of nodes of this pool; for O(type=host).
    type: str
"""

EXAMPLES = r"""
- name: List the volumes of a node
  nomadic.fleet.nomad_volume_info:
    namespace: "*"
    node_id: 0a3c6f2e-7c8a-4f0c-9e0a-2f6a4f1f7d11
  register: there
"""

RETURN = r"""
volumes:
  description: The volumes as the API gives them, without secrets.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 87c6d197-be1a-f3be-1f4a-88aa9bd3537a, Name: shop, NodePool: default, State: ready}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import SEARCH, Stub, alone, listed, namespace_of


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """One in full, or a list."""
    params = module.params
    kind, number = params["type"], params["id"]

    def read(stub: Stub) -> Any:
        return client.read(["volume", kind, stub["ID"]], namespace_of(stub))

    if number is not None:
        return {"changed": False, "volumes": alone(client, ["volume", kind, number], "id")}
    query = {key: params[key] for key in ("type", "plugin_id", "node_id", "node_pool")}
    return {"changed": False, "volumes": listed(client, ["volumes"], params, read, **query)}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        **SEARCH,
        "type": {"type": "str", "default": "host", "choices": ["host", "csi"]},
        "id": {"type": "str"},
        "plugin_id": {"type": "str"},
        "node_id": {"type": "str"},
        "node_pool": {"type": "str"},
    }
    run("nomad", spec, work, mutually_exclusive=[("id", "prefix"), ("id", "filter")])


if __name__ == "__main__":
    main()
