#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul sessions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_session
version_added: 0.1.0
short_description: Manage Consul sessions
description:
  - Creates and destroys a session, which holds locks of keys (O(nomadic.fleet.consul_kv#module:acquire)). It is found by its name.
  - A session cannot be changed; where another value is given, it says so.
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
    description: Its name. Several sessions of one name are an error; then give O(id).
    type: str
  id:
    description: The id of a session that exists.
    type: str
  node:
    description: The node it belongs to. Default of a new one is the node of the agent that is asked.
    type: str
  lock_delay:
    description: How long a lock cannot be taken after the session is gone, at most V(60s). Consul takes V(15s) for a new one.
    type: str
  behavior:
    description: What becomes of the keys it locks, when it is gone. Consul takes V(release) for a new one.
    type: str
    choices: [release, delete]
  ttl:
    description: How long it lives without being renewed, V(10s) to V(24h). For ever without.
    type: str
  node_checks:
    description: The ids of the node's checks that must not fail. Consul takes C(serfHealth) for a new one; an empty list for none.
    type: list
    elements: str
  renew:
    description: Whether one that is there is renewed. Nothing but its end changes by it, so this is no change.
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a session for the leader of an application
  nomadic.fleet.consul_session:
    name: app-leader
    ttl: 5m
    behavior: delete
    renew: true
  register: leader
"""

RETURN = r"""
session:
  description: The session, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 2f7ad0b2-5a4e-4a43-8a0e-4d6a2a0b1c11, Name: app-leader, Node: server1, TTL: 300s, Behavior: delete}
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
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name", fixed=True),
    f.text("node", fixed=True),
    f.duration("lock_delay", fixed=True),
    f.text("behavior", choices=["release", "delete"], fixed=True),
    f.duration("ttl", "TTL", unit="text", fixed=True),
    f.names("node_checks", fixed=True),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    current = find(client, module.params)
    if current and module.params["renew"] and module.params["state"] == "present" and not module.check_mode:
        client.put(["session", "renew", current["ID"]])

    def create(session: dict[str, Any]) -> dict[str, Any]:
        if module.params["id"]:
            raise BadInput("id: there is no such session, and Consul makes the ids; create it by its name.")
        made = client.put(["session", "create"], session, idempotent=False).data
        return dict(client.get(["session", "info", made["ID"]]).data[0])

    def delete(session: Mapping[str, Any]) -> None:
        client.put(["session", "destroy", session["ID"]])

    return keep(module, FIELDS, current, create, delete)


def find(client: ConsulClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The session of this id, else the one of this name, on this node."""
    if params["id"]:
        found = client.read(["session", "info", params["id"]])
        return found[0] if found else None
    known = [item for item in client.get(["session", "list"]).data or [] if item["Name"] == params["name"]]
    known = [item for item in known if params["node"] in (None, item["Node"])]
    if len(known) > 1:
        which = ", ".join(item["ID"] for item in known)
        raise BadInput(f"name: {len(known)} sessions are called so; give the id of one of them: {which}.")
    return known[0] if known else None


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(id={"type": "str"}, renew={"type": "bool", "default": False}, state=STATE)
    run("consul", spec, work, returns="session", required_one_of=[("name", "id")])


if __name__ == "__main__":
    main()
