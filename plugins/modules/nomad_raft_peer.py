#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raft peers of Nomad."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_raft_peer
version_added: 0.1.0
short_description: Transfer the leadership of Nomad's servers, and remove Raft peers
description:
  - Makes one server the leader, or removes a server that will not come back from the Raft configuration.
  - A server that leaves in good order removes itself, and autopilot cleans up failed ones; removal is for what is
    left over.
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
  id:
    description: The Raft id of the server.
    type: str
  name:
    description: The name of the server in the Raft configuration, such as V(server2.global). Several of one name are an error.
    type: str
  state:
    description:
      - V(leader) transfers the leadership to it and waits until it leads.
      - V(absent) removes it. The leader is refused; a server that is still running is not stopped by this.
    type: str
    required: true
    choices: [leader, absent]
  wait_timeout:
    description: Seconds to wait for the new leader.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Let another server lead before this one is upgraded
  nomadic.fleet.nomad_raft_peer:
    name: server2.global
    state: leader

- name: Forget a server that burnt down
  nomadic.fleet.nomad_raft_peer:
    id: 1d978c9b-a364-d6f0-4beb-40a0ab2d18e3
    state: absent
"""

RETURN = r"""
peer:
  description: The server, as the Raft configuration has it; empty where it is gone.
  returned: always
  type: dict
  sample: {ID: 1d978c9b-a364-d6f0-4beb-40a0ab2d18e3, Node: server2.global, Address: '10.0.0.2:4647', Leader: true, Voter: true}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Transfer or remove where that is needed."""
    peer = find(client, module.params)
    if module.params["state"] == "absent":
        return remove(module, client, peer)
    if peer is None:
        raise BadInput("There is no such server in the Raft configuration; see nomad_raft_info.")
    if peer["Leader"]:
        return Outcome(False, peer, peer)
    if not peer["Voter"]:
        raise BadInput(f"{peer['Node']} has no vote yet, so it cannot lead; wait until autopilot finds it stable.")
    if not module.check_mode:
        transfer(client, peer, module.params["wait_timeout"])
    return Outcome(True, peer, {**peer, "Leader": True})


def transfer(client: NomadClient, peer: Mapping[str, Any], seconds: int) -> None:
    """Make it the leader, and wait until it leads."""
    client.put(["operator", "raft", "transfer-leadership"], None, {"id": peer["ID"]}, idempotent=False)

    def leads() -> bool:
        now = find(client, {"id": peer["ID"]})
        return bool(now and now["Leader"])

    wait_for(f"The leadership of {peer['Node']}", leads, seconds, client.sleep)


def remove(module: AnsibleModule, client: NomadClient, peer: dict[str, Any] | None) -> Outcome:
    """Remove it, unless it leads."""
    if peer is None:
        return Outcome(False, None, None)
    if peer["Leader"]:
        raise BadInput(f"{peer['Node']} leads; make another server the leader first (state: leader).")
    if not module.check_mode:
        client.delete(["operator", "raft", "peer"], {"id": peer["ID"]}, idempotent=False)
    return Outcome(True, peer, None)


def find(client: NomadClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The one server of this id or name."""
    key, value = ("ID", params["id"]) if params["id"] else ("Node", params["name"])
    servers = client.get(["operator", "raft", "configuration"]).data["Servers"]
    found = [server for server in servers if server[key] == value]
    if len(found) > 1:
        which = ", ".join(server["ID"] for server in found)
        raise BadInput(f"name: {len(found)} servers are called {value}; give the id of one of them: {which}.")
    return found[0] if found else None


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "id": {"type": "str"},
        "name": {"type": "str"},
        "state": {"type": "str", "required": True, "choices": ["leader", "absent"]},
        "wait_timeout": {"type": "int", "default": 30},
    }
    either = [("id", "name")]
    run("nomad", spec, work, returns="peer", required_one_of=either, mutually_exclusive=either)


if __name__ == "__main__":
    main()
