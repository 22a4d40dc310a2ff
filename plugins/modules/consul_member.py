#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of Consul's cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_member
version_added: 0.1.0
short_description: Let an agent join or leave Consul's cluster
description:
  - Lets the agent that is asked (O(address)) join the cluster of another one, and takes a member away that is gone.
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
  name:
    description: The name of the member that shall be gone. One that is alive is refused, as it would come back.
    type: str
  join:
    description: The address of an agent whose cluster shall be joined, with its serf port where that is not the usual one.
    type: str
  wan:
    description: Whether it is about the servers of all datacenters.
    type: bool
    default: false
  prune:
    description: Whether a member that is gone is forgotten at once; else it counts as left for some days.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait until the member is gone.
    type: int
    default: 30
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Join the cluster
  nomadic.fleet.consul_member:
    join: 10.0.0.1

- name: Forget a node whose hardware died
  nomadic.fleet.consul_member:
    name: device17
    prune: true
    state: absent
"""

RETURN = r"""
member:
  description: The member, as the API gives it; where an agent joins, the one it joins.
  returned: always
  type: dict
  sample: {Name: server1, Addr: 10.0.0.1, Port: 8301, Status: 1}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run, wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync

ALIVE = 1
LEFT = 3


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Join or forget."""
    params = module.params
    query = {"wan": 1 if params["wan"] else None}

    def members() -> list[dict[str, Any]]:
        return client.get(["agent", "members"], query).data or []

    if params["state"] == "present":
        return joined(module, client, members, query)

    def lingering() -> dict[str, Any] | None:
        found = next((member for member in members() if member["Name"] == params["name"]), None)
        return None if found and found["Status"] == LEFT and not params["prune"] else found

    current = lingering()
    if current and current["Status"] == ALIVE:
        raise BadInput(f"name: {params['name']} is alive and would come back; stop its agent first.")

    def forget(_member: Any) -> None:
        client.put(["agent", "force-leave", params["name"]], params={**query, "prune": 1 if params["prune"] else None})
        wait_for("The member is gone", lambda: lingering() is None, params["wait_timeout"], client.sleep, 0.2)

    return sync("absent", current, {}, dict, dict, forget, module.check_mode)


def joined(
    module: AnsibleModule, client: ConsulClient, members: Callable[[], list[dict[str, Any]]], query: dict[str, Any]
) -> Outcome:
    """Join, unless a member that is alive has the address."""
    address = module.params["join"]

    def known() -> dict[str, Any] | None:
        alive = [member for member in members() if member["Status"] == ALIVE]
        return next((one for one in alive if address in (one["Addr"], f"{one['Addr']}:{one['Port']}")), None)

    def join(_member: Any) -> dict[str, Any] | None:
        client.put(["agent", "join", address], params=query)
        return known()

    return sync("present", known(), {"Status": ALIVE}, join, join, join, module.check_mode)


def main() -> None:
    """Run the module."""
    spec = {
        "name": {"type": "str"},
        "join": {"type": "str"},
        "wan": {"type": "bool", "default": False},
        "prune": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 30},
        "state": STATE,
    }
    needed = [("state", "present", ["join"]), ("state", "absent", ["name"])]
    run("consul", spec, work, returns="member", required_if=needed)


if __name__ == "__main__":
    main()
