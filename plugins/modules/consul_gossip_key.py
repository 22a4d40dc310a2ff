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
  - To rotate, make the new key V(primary), then take the old one away.
  - A key counts as there when all agents have it; one that only some have is installed again.
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
    description: The key, 16, 24 or 32 bytes in base64, as C(consul keygen) makes it. It is never shown.
    type: str
    required: true
  state:
    description:
      - V(present) installs it, V(primary) makes it the one that is used, too, and V(absent) takes it away.
      - The one that is used cannot be taken away; make another one V(primary) first.
    type: str
    default: present
    choices: [present, primary, absent]
"""

EXAMPLES = r"""
- name: Use a new key
  nomadic.fleet.consul_gossip_key:
    key: "{{ gossip_key.secret }}"
    state: primary
"""

RETURN = r"""
gossip_key:
  description: Its fingerprint, and whether it is installed and used everywhere.
  returned: always
  type: dict
  sample: {fingerprint: 4e1243bd22c66e76, installed: true, primary: true}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_kv import bytes_of
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync

KEYRING = ["operator", "keyring"]


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    key, state = module.params["key"], module.params["state"]
    if len(bytes_of("key", key)) not in (16, 24, 32):
        raise BadInput("key must be 16, 24 or 32 bytes in base64, as `consul keygen` makes it.")
    body = {"Key": key}
    before = seen(client.get(KEYRING).data, key)
    wanted = {"present": {"installed": True}, "primary": {"installed": True, "primary": True}, "absent": {}}[state]
    if state == "absent" and before and before["primary"]:
        raise BadInput("key: it is the one that is used; make another one primary first.")

    def write(_key: Any) -> dict[str, Any] | None:
        client.post(KEYRING, body)
        if state == "primary":
            client.put(KEYRING, body)
        return seen(client.get(KEYRING).data, key)

    def delete(_key: Any) -> None:
        client.delete(KEYRING, body=body)

    shape = {"fingerprint": fingerprint(key), "installed": True, "primary": state == "primary"}
    if before is None and module.check_mode and wanted:
        return Outcome(True, None, shape)
    return sync("absent" if state == "absent" else "present", before, wanted, write, write, delete, module.check_mode)


def seen(rings: Sequence[Mapping[str, Any]], key: str) -> dict[str, Any] | None:
    """How the rings have the key; None where none has it."""
    if not any(key in ring["Keys"] for ring in rings):
        return None
    everywhere = {
        name: all(ring[name].get(key) == ring["NumNodes"] for ring in rings) for name in ("Keys", "PrimaryKeys")
    }
    return {"fingerprint": fingerprint(key), "installed": everywhere["Keys"], "primary": everywhere["PrimaryKeys"]}


def fingerprint(key: str) -> str:
    """A name for the key that does not give it away."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def main() -> None:
    """Run the module."""
    states = {"type": "str", "default": "present", "choices": ["present", "primary", "absent"]}
    spec: dict[str, Any] = {"key": {"type": "str", "required": True, "no_log": True}, "state": states}
    run("consul", spec, work, returns="gossip_key")


if __name__ == "__main__":
    main()
