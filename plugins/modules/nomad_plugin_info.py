#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Nomad's CSI plugins."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_plugin_info
version_added: 0.1.0
short_description: List CSI plugins of Nomad
description:
  - Lists the CSI plugins that run as jobs, or reads one in full, with its controllers and nodes.
  - The list takes one request. With O(details), one more for each plugin.
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
    description: The id of one plugin, which is returned in full. Nothing is returned where there is none.
    type: str
  details:
    description: Whether each plugin is returned in full.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read whether the storage is healthy
  nomadic.fleet.nomad_plugin_info:
    name: ceph
  register: ceph
  failed_when: ceph.plugins | map(attribute='ControllersHealthy') | sum == 0
"""

RETURN = r"""
plugins:
  description: The plugins as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: ceph, Provider: rbd.csi.ceph.com, ControllerRequired: true, ControllersHealthy: 1, NodesHealthy: 3}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._stubs import DETAILS, detailed


def work(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """One in full, or a list."""
    name = module.params["name"]
    found = client.get(["plugins"], {"type": "csi"}).data if name is None else [{"ID": name}]
    if module.params["details"] or name is not None:
        found = detailed(found, lambda stub: client.read(["plugin", "csi", stub["ID"]]))
    return {"changed": False, "plugins": found}


def main() -> None:
    """Run the module."""
    run("nomad", {"name": {"type": "str"}, "details": DETAILS}, work)


if __name__ == "__main__":
    main()
