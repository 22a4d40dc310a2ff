#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers in Consul's Raft."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_raft_peer
version_added: 0.1.0
short_description: Manage the servers in Consul's Raft
description:
  - Removes a server from Raft that is gone for good, or makes one the leader.
  - Servers that leave, and dead ones where autopilot cleans up, are removed by Consul itself.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  node:
    description: The server's node name.
    type: str
  id:
    description: The server's id, where there is none of that name any more.
    type: str
  state:
    description: V(leader) hands the leadership over to it; V(absent) removes it.
    type: str
    required: true
    choices: [leader, absent]
  wait_timeout:
    description: Seconds to wait until it is the leader.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Hand the leadership over before the leader is restarted
  nomadic.fleet.consul_raft_peer:
    node: server2
    state: leader

- name: Remove a server that will not come back
  nomadic.fleet.consul_raft_peer:
    node: server3
    state: absent
"""

RETURN = r"""
raft_peer:
  description: The server, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 5a1f3b0e-7f1a-4f2c-9d3e-0c4f5b6a7d11, Node: server2, Leader: true, Voter: true}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    current = find(client, params)
    if params["state"] == "absent" and current and current["Leader"]:
        raise BadInput("It is the leader; make another server the leader first (state: leader).")
    if params["state"] == "leader" and current is None:
        raise BadInput("There is no such server in Raft; consul_raft_info lists them.")

    if params["state"] == "leader" and current and not current["Voter"]:
        raise BadInput("It has no vote yet; wait until autopilot promotes it (server_stabilization_time).")

    def lead(peer: dict[str, Any]) -> dict[str, Any]:
        client.post(["operator", "raft", "transfer-leader"], params={"id": peer["ID"]})

        def leading() -> dict[str, Any] | None:
            found = find(client, params)
            return found if found and found["Leader"] else None

        return dict(wait_for("The leadership is handed over", leading, params["wait_timeout"], client.sleep, 0.2))

    def remove(peer: Mapping[str, Any]) -> None:
        client.delete(["operator", "raft", "peer"], {"id": peer["ID"]})

    state = "absent" if params["state"] == "absent" else "present"
    return sync(state, current, {"Leader": True}, lead, lead, remove, module.check_mode)


def find(client: ConsulClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The server of this id or node name."""
    key, value = ("ID", params["id"]) if params["id"] else ("Node", params["node"])
    servers = client.get(["operator", "raft", "configuration"]).data["Servers"]
    return next((server for server in servers if server[key] == value), None)


def main() -> None:
    """Run the module."""
    spec = {
        "node": {"type": "str"},
        "id": {"type": "str"},
        "state": {"type": "str", "required": True, "choices": ["leader", "absent"]},
        "wait_timeout": {"type": "int", "default": 30},
    }
    one = [("node", "id")]
    run("consul", spec, work, returns="raft_peer", required_one_of=one, mutually_exclusive=one)


if __name__ == "__main__":
    main()
