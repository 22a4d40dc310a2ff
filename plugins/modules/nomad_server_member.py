#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of Nomad's gossip pool."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_server_member
version_added: 0.1.0
short_description: Manage the members of the gossip pool of Nomad's servers
description:
  - Joins servers, or regions, into one gossip pool, or forces a failed server out of it.
  - A member is found by its whole name, C(NAME.REGION), as P(nomadic.fleet.nomad_agent_info#module) returns it.
  - The module asks the agent at O(address), which must be a server.
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
    description: The name of the member, such as V(server2.global).
    type: str
    required: true
  join:
    description:
      - Where the member, or a server of its region, listens for gossip, such as V(10.0.0.2:4648); the port may be left out.
      - Needed for O(state=present) where no member of that name is alive.
    type: list
    elements: str
  prune:
    description: Whether O(state=absent) also removes it from the list of members, where it is kept as C(left) else.
    type: bool
    default: false
  state:
    description:
      - V(present) sees to it that the member is there and alive.
      - V(absent) sees to it that it has left. A member that is alive is refused, for it would come back at once; stop that server.
    type: str
    default: present
    choices: [present, absent]
  wait_timeout:
    description: Seconds to wait until the member has left.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Join another region
  nomadic.fleet.nomad_server_member:
    name: server1.europe
    join: [10.1.0.1]

- name: Forget a server that burnt down
  nomadic.fleet.nomad_server_member:
    name: server2.global
    prune: true
    state: absent
"""

RETURN = r"""
member:
  description: The member, as the API gives it; empty where it is gone.
  returned: always
  type: dict
  sample: {Name: server1.europe, Addr: 10.1.0.1, Port: 4648, Status: alive, Tags: {region: europe, dc: dc1}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Join or force out where that is needed."""
    name, check = module.params["name"], module.check_mode
    member = find(client, name)
    if module.params["state"] == "absent":
        return leave(module, client, member)
    if member and member["Status"] == "alive":
        return Outcome(False, member, member)
    if not module.params["join"]:
        raise BadInput(f"join: no member {name} is alive, so say where it can be reached.")
    after = {**(member or {"Name": name}), "Status": "alive"} if check else join(module, client)
    return Outcome(True, member, after)


def join(module: AnsibleModule, client: NomadClient) -> dict[str, Any]:
    """Join, and see that it was the right one."""
    name = module.params["name"]
    answer = client.put(["agent", "join"], None, {"address": module.params["join"]}).data
    if not answer["num_joined"]:
        raise FleetError(f"join: {' '.join(str(answer['error']).split())}")
    member = find(client, name)
    if not member or member["Status"] != "alive":
        raise FleetError(f"name: joined {', '.join(module.params['join'])}, but no member {name} is alive there.")
    return member


def leave(module: AnsibleModule, client: NomadClient, member: dict[str, Any] | None) -> Outcome:
    """Force out what has failed."""
    prune = module.params["prune"]
    if member is None or (member["Status"] == "left" and not prune):
        return Outcome(False, member, member)
    name = member["Name"]
    if member["Status"] == "alive":
        raise BadInput(f"name: {name} is alive and would come back at once; stop that server instead.")
    after = None if prune else {**member, "Status": "left"}
    if not module.check_mode:
        client.put(["agent", "force-leave"], None, {"node": name, "prune": prune})

        def gone() -> bool:
            return (find(client, name) or {"Status": "gone"})["Status"] in (["gone"] if prune else ["gone", "left"])

        wait_for(f"The leave of {name}", gone, module.params["wait_timeout"], client.sleep, 0.2)
    return Outcome(True, member, after)


def find(client: NomadClient, name: str) -> dict[str, Any] | None:
    """The member of this name."""
    members = client.get(["agent", "members"]).data["Members"] or []
    return next((member for member in members if member["Name"] == name), None)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str", "required": True},
        "join": {"type": "list", "elements": "str"},
        "prune": {"type": "bool", "default": False},
        "state": STATE,
        "wait_timeout": {"type": "int", "default": 30},
    }
    run("nomad", spec, work, returns="member")


if __name__ == "__main__":
    main()
