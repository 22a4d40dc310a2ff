#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul sessions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_session_info
version_added: 0.1.0
short_description: Read Consul sessions
description:
  - Lists sessions. One request.
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
  id:
    description: Only the session of this id.
    type: str
  node:
    description: Only sessions of this node.
    type: str
"""

EXAMPLES = r"""
- name: See who may hold locks
  nomadic.fleet.consul_session_info:
  register: sessions
"""

RETURN = r"""
sessions:
  description: The sessions as the API gives them.
  returned: always
  type: list
  elements: dict
  sample: [{ID: 2f7ad0b2-5a4e-4a43-8a0e-4d6a2a0b1c11, Name: app-leader, Node: server1}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """The list that was asked for."""
    session, node = module.params["id"], module.params["node"]
    path = ["info", session] if session else ["node", node] if node else ["list"]
    return {"changed": False, "sessions": client.read(["session", *path]) or []}


def main() -> None:
    """Run the module."""
    spec = {"id": {"type": "str"}, "node": {"type": "str"}}
    run("consul", spec, work, mutually_exclusive=[("id", "node")])


if __name__ == "__main__":
    main()
