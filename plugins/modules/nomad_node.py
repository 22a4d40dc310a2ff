#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad nodes: eligibility, drain and metadata."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_node
version_added: 0.1.0
short_description: Manage a Nomad node
description:
  - Sets a node's eligibility, drains it, sets its dynamic metadata (no restart), or purges it from the servers' memory.
  - A drain counts as done when no drain is under way, the node is ineligible and nothing runs on it.
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
    description: The node's name. Several nodes of one name (also a forgotten one that is down) are an error; give O(id) then.
    type: str
  id:
    description: The node's id.
    type: str
  eligibility:
    description: Whether new work may be placed on it.
    type: str
    choices: [eligible, ineligible]
  drain:
    description:
      - V(true) moves all work away and leaves the node ineligible.
      - V(false) ends a drain that is under way; the node stays ineligible unless O(eligibility=eligible).
    type: bool
  drain_deadline:
    description: When what is left is stopped, such as V(30m); V(0) for never, V(force) for at once.
    type: str
    default: 1h
  drain_ignore_system_jobs:
    description: Whether system jobs stay.
    type: bool
    default: false
  metadata:
    description: Keys to set. A key without a value (V(null)) is removed. Keys that are not named stay.
    type: dict
  wait:
    description: Whether to wait until a drain is over, and until the servers schedule by new metadata (about 7 s).
    type: bool
    default: true
  wait_timeout:
    description: Seconds for each wait.
    type: int
    default: 3700
  state:
    description:
      - V(present) expects the node to be there; only its own agent can make it.
      - V(absent) purges it, and what it ran is placed elsewhere. A node whose agent still runs joins again; stop it first.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Put a device into a scheduling group
  nomadic.fleet.nomad_node:
    name: device1
    metadata:
      scheduling_group: kiosk

- name: Empty a node before it is repaired
  nomadic.fleet.nomad_node:
    name: cloud1
    drain: true
    drain_deadline: 10m

- name: Forget a device that is gone for good
  nomadic.fleet.nomad_node:
    name: device7
    state: absent
"""

RETURN = r"""
node:
  description: The node as the API gives it, without attributes and resources. Empty when it is gone.
  returned: always
  type: dict
  sample: {ID: 0a3c6f2e-7c8a-4f0c-9e0a-2f6a4f1f7d11, Name: device1, SchedulingEligibility: eligible}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils import _nodes as nodes
from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._text import nanoseconds


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Present or absent."""
    if module.params["state"] == "absent":
        return absent(module, client)
    return present(module, client)


def absent(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Purge it where it is."""
    node = nodes.search(client, module.params["name"], module.params["id"])
    if node and not module.check_mode:
        nodes.purge(client, node)
    return Outcome(bool(node), nodes.view(node) if node else None, None, node={})


def present(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare, then metadata first: work that comes back must find the right node."""
    params = module.params
    if params["drain"] and params["eligibility"] == "eligible":
        raise BadInput("drain: a drained node is ineligible; drain and eligibility contradict each other.")
    node = nodes.find_node(client, params["name"], params["id"])
    before, after = nodes.view(node), nodes.view(node)
    changes = nodes.metadata_changes(node, params["metadata"] or {})
    kept = {key: value for key, value in {**before["metadata"], **changes}.items() if value is not None}
    after["metadata"] = kept
    ignore = params["drain_ignore_system_jobs"]
    deadline = -1 if params["drain_deadline"] == "force" else nanoseconds(params["drain_deadline"], "drain_deadline")
    start = bool(params["drain"]) and not before["draining"] and not nodes.drained(client, node, ignore)
    stop = params["drain"] is False and before["draining"]
    turn = params["eligibility"] not in (None, before["eligibility"]) and not start and not stop
    after["draining"] = (before["draining"] or start) and not stop
    after["eligibility"] = "ineligible" if start else params["eligibility"] or before["eligibility"]
    changed = bool(changes) or start or stop or turn
    seconds = params["wait_timeout"] if params["wait"] else 0
    if not module.check_mode:
        if changes:
            nodes.set_metadata(client, node, changes, seconds)
        if turn:
            nodes.set_eligibility(client, node, params["eligibility"])
        if stop:
            nodes.stop_drain(client, node, params["eligibility"] == "eligible")
        if start:
            nodes.drain(client, node, deadline, ignore)
        if params["drain"] and seconds:
            nodes.wait_drained(client, node, ignore, seconds)
        node = client.get(["node", node["ID"]]).data
    else:
        node = {**node, "SchedulingEligibility": after["eligibility"], "Meta": kept}
    return Outcome(changed, before, after, node=nodes.public(node))


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "eligibility": {"type": "str", "choices": ["eligible", "ineligible"]},
        "drain": {"type": "bool"},
        "drain_deadline": {"type": "str", "default": "1h"},
        "drain_ignore_system_jobs": {"type": "bool", "default": False},
        "metadata": {"type": "dict"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 3700},
        "state": STATE,
    }
    run("nomad", spec, work, required_one_of=[("name", "id")], mutually_exclusive=[("name", "id")])


if __name__ == "__main__":
    main()
