#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One key of Consul's KV store."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_kv
version_added: 0.1.0
short_description: Manage one key of Consul's KV store
description:
  - Writes and deletes one key, or deletes all keys below a prefix.
  - For many keys use M(nomadic.fleet.consul_kv_tree), which takes one request for 64 of them.
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
    details: Values are shown, except that of O(secret_value) and that of a key whose value is not given.
  idempotent:
    support: full
options:
  key:
    description: The key, such as V(app/config/port).
    type: str
    required: true
  value:
    description: The value, as text. A new key without one is empty.
    type: str
  value_base64:
    description: The value in base64, for what is no text.
    type: str
  secret_value:
    description: The value, as text, where it is secret. It is compared, and never shown.
    type: str
  flags:
    description: A number that Consul keeps with the key.
    type: int
  cas:
    description:
      - Write or delete only where the key has this index of its last change (C(ModifyIndex)); V(0) writes only a new key.
      - Looked at where there is something to change. A key that has another one is an error.
    type: int
  acquire:
    description: The id of a session that shall hold the lock of the key. An error where another one holds it.
    type: str
  release:
    description: The id of the session that shall give the lock back.
    type: str
  recurse:
    description: With O(state=absent), whether all keys that start with O(key) are deleted.
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Set a key
  nomadic.fleet.consul_kv:
    key: app/port
    value: "8080"

- name: Set a secret, only if there is none yet
  nomadic.fleet.consul_kv:
    key: app/password
    secret_value: "{{ app_password.secret }}"
    cas: 0

- name: Delete everything below a folder
  nomadic.fleet.consul_kv:
    key: app/
    recurse: true
    state: absent
"""

RETURN = r"""
kv:
  description:
    - The key, its value as text; in base64 where it is no text. The value is left out where O(value) or O(value_base64) is not given.
  returned: always
  type: dict
  sample: {Key: app/port, Value: "8080", Flags: 0, LockIndex: 0, CreateIndex: 40, ModifyIndex: 51}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import base64
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_kv import Value, bytes_of, encoded
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    path = ["kv", params["key"]]
    if params["recurse"]:
        return delete_below(module, client)
    found = client.find(path)
    current = found.data[0] if found else None
    session = params["acquire"]
    if params["release"] and (current or {}).get("Session") == params["release"]:
        session = ""

    def write(entry: dict[str, Any]) -> dict[str, Any]:
        query = {option: params[option] for option in ("cas", "acquire", "release")}
        raw = base64.b64decode(entry.get("Value") or "")
        insist(client.put(path, raw, {**query, "flags": entry.get("Flags")}).data, params["key"])
        return dict(client.get(path).data[0])

    def delete(_entry: Any) -> None:
        insist(client.delete(path, {"cas": params["cas"]}).data, params["key"])

    desired = {"Key": params["key"], "Value": given(params), "Flags": params["flags"], "Session": session}
    hidden = params["value"] is None and params["value_base64"] is None
    rules = {"Value": Value(hidden)}
    return sync(params["state"], current, desired, write, write, delete, module.check_mode, rules)


def given(params: Mapping[str, Any]) -> str | None:
    """The value the user gave, in base64."""
    if params["value_base64"] is not None:
        return base64.b64encode(bytes_of("value_base64", params["value_base64"])).decode()
    value = params["secret_value"] if params["value"] is None else params["value"]
    return None if value is None else encoded("value", value)


def insist(done: Any, key: str) -> None:
    """Consul answers false where an index or a lock was in the way."""
    if done is not True:
        raise BadInput(f"{key}: Consul did not do it: the key has another index (cas), or another session its lock.")


def delete_below(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Delete all keys that start with it."""
    path = ["kv", module.params["key"]]
    found = client.find(path, {"keys": True})
    if found is None:
        return Outcome(False, None, None)
    if not module.check_mode:
        client.delete(path, {"recurse": True})
    return Outcome(True, {"keys": found.data}, None)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "key": {"type": "str", "required": True, "no_log": False},
        "value": {"type": "str"},
        "value_base64": {"type": "str"},
        "secret_value": {"type": "str", "no_log": True},
        "flags": {"type": "int"},
        "cas": {"type": "int"},
        "acquire": {"type": "str"},
        "release": {"type": "str"},
        "recurse": {"type": "bool", "default": False},
        "state": STATE,
    }
    exclusive = [("value", "value_base64", "secret_value"), ("acquire", "release")]
    run("consul", spec, work, returns="kv", mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
