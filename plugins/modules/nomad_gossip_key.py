#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gossip keys of Nomad's servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_gossip_key
version_added: 0.1.0
short_description: Manage the gossip keys of Nomad's servers
description:
  - Installs, uses and removes a key by which the servers encrypt their gossip, on all servers of all regions at once.
  - The servers keep the keys in their data directories; C(server.encrypt) in their configuration counts only at their
    first start.
  - Nomad tells which keys are installed, but not which one is primary, that is, encrypts what is sent. The module
    knows it only where there is one key. With several keys, O(primary=true) is therefore sent in every run, and each
    run is a change; O(only=true), which leaves this key alone, can be told, and the second run changes nothing.
  - Keys are never shown; RV(gossip_key) and the diff hold fingerprints (SHA-256 of the bytes of the key).
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
    support: partial
    details: With O(primary=true) and several keys every run is a change, for Nomad does not tell which key is primary.
options:
  key:
    description:
      - The key, 16, 24 or 32 bytes in Base64.
      - P(nomadic.fleet.fleet_secret#module) makes and keeps one.
    type: str
    required: true
  primary:
    description: Whether it must be the key that is used to send.
    type: bool
    default: false
  only:
    description:
      - Whether it must be the only key. It is installed and made primary first, then all others are removed.
      - Servers that are down at that moment need the new key in their data directories to come back.
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let all servers know the new key
  nomadic.fleet.nomad_gossip_key:
    key: "{{ new_gossip.secret }}"

- name: Change to the new key, at once and for good
  nomadic.fleet.nomad_gossip_key:
    key: "{{ new_gossip.secret }}"
    only: true
"""

RETURN = r"""
gossip_key:
  description: The fingerprint of the key, and on how many servers it is.
  returned: always
  type: dict
  sample: {sha256: 8c76b12e1b4d1aa0b7e4f2d3c1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2, servers: 3, of: 3}
diff:
  description: The fingerprints of all keys and the numbers of servers they are on.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._gossip import (
    canonical,
    expected,
    fingerprint,
    operate,
    plan,
    ring,
    shown,
)
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare, and do what is missing, in an order in which the servers always understand each other."""
    key = canonical(module.params["key"])
    now = ring(client)
    steps = plan(module.params, key, now)
    uncertain = ("use", key) in steps and module.params["primary"]
    if not module.check_mode:
        for verb, which in steps:
            operate(client, verb, which)
    then = expected(now, steps) if module.check_mode or not steps else ring(client)
    before = {**shown(now), **({"primary": "(not told)"} if uncertain else {})}
    after = {**shown(then), **({"primary": fingerprint(key)} if uncertain else {})}
    about = {"sha256": fingerprint(key), "servers": then.keys.get(key, 0), "of": then.servers}
    return Outcome(bool(steps), before, after, gossip_key=about)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "key": {"type": "str", "required": True, "no_log": True},
        "primary": {"type": "bool", "default": False},
        "only": {"type": "bool", "default": False},
        "state": STATE,
    }
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
