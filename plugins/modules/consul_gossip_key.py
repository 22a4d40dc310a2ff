#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul's gossip keyring."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_gossip_key
version_added: 0.1.0
short_description: Manage Consul's gossip keys
description:
  - Installs a key for the encryption of gossip on all agents, makes it the one they encrypt with, and takes it away.
  - To rotate in one task, give the new key with O(only=true). A key counts as there when all agents have it.
  - It holds for all rings, that of the datacenter and that between datacenters.
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
  key:
    description: The key, 16, 24 or 32 bytes in Base64, as C(consul keygen) makes it. It is never shown.
    type: str
    required: true
  primary:
    description: Whether agents encrypt with it. The primary key cannot be taken away.
    type: bool
    default: false
  only:
    description: Whether all other keys are taken away, after this one was made the primary one.
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Rotate to a new key
  nomadic.fleet.consul_gossip_key:
    key: "{{ gossip_key.secret }}"
    only: true
"""

RETURN = r"""
gossip_key:
  description: The fingerprint of the key (SHA-256 of its bytes), and on how many agents of a ring it is, where it is on the fewest.
  returned: always
  type: dict
  sample: {sha256: 8c76b12e1b4d1aa0b7e4f2d3c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2, agents: 3}
diff:
  description: The fingerprints of all keys, and whether each is installed and primary everywhere.
  returned: always
  type: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_kv import bytes_of
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._gossip import fingerprint
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

KEYRING = ["operator", "keyring"]
VERBS = {"install": "POST", "use": "PUT", "remove": "DELETE"}
Keys = dict[str, dict[str, bool]]


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare, and do what is missing, in an order in which agents always understand each other."""
    key = module.params["key"]
    if len(bytes_of("key", key)) not in (16, 24, 32):
        raise BadInput("key must be 16, 24 or 32 bytes in Base64, as `consul keygen` makes it.")
    rings = client.get(KEYRING).data
    now = known(rings)
    steps = plan(module.params, key, now)
    then = now
    for verb, which in steps:
        then = after(then, verb, which)
        if not module.check_mode:
            client.secrets.add(which)
            client.request(VERBS[verb], KEYRING, body={"Key": which})
    if steps and not module.check_mode:
        rings = client.get(KEYRING).data
        then = known(rings)
    about = {"sha256": fingerprint(key), "agents": min(ring["Keys"].get(key, 0) for ring in rings)}
    return Outcome(bool(steps), shown(now), shown(then), gossip_key=about)


def known(rings: Sequence[Mapping[str, Any]]) -> Keys:
    """Every key that is somewhere, and whether it is installed and primary everywhere."""
    found = sorted({key for ring in rings for key in ring["Keys"]})
    kinds = {"installed": "Keys", "primary": "PrimaryKeys"}
    return {
        key: {kind: all(ring[name].get(key) == ring["NumNodes"] for ring in rings) for kind, name in kinds.items()}
        for key in found
    }


def plan(params: Mapping[str, Any], key: str, now: Keys) -> list[tuple[str, str]]:
    """What is to be done, with which key."""
    mine = now.get(key, {"installed": False, "primary": False})
    if params["state"] == "absent":
        if mine["primary"]:
            raise BadInput("key: it is the primary key and cannot be taken away; make another one primary first.")
        return [("remove", key)] if key in now else []
    steps = [] if mine["installed"] else [("install", key)]
    if (params["primary"] or params["only"]) and not mine["primary"]:
        steps.append(("use", key))
    return steps + [("remove", other) for other in now if params["only"] and other != key]


def after(now: Keys, verb: str, key: str) -> Keys:
    """The keys as they would be."""
    if verb == "remove":
        return {other: state for other, state in now.items() if other != key}
    whole = {**now, key: {"installed": True, "primary": verb == "use"}}
    return {
        other: {**state, "primary": state["primary"] and (verb != "use" or other == key)}
        for other, state in whole.items()
    }


def shown(keys: Keys) -> dict[str, Any]:
    """For a diff."""
    return {"keys": {fingerprint(key): state for key, state in keys.items()}}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "key": {"type": "str", "required": True, "no_log": True},
        "primary": {"type": "bool", "default": False},
        "only": {"type": "bool", "default": False},
        "state": STATE,
    }
    run("consul", spec, work)


if __name__ == "__main__":
    main()
