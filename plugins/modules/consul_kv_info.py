#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Consul's KV store."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_kv_info
version_added: 0.1.0
short_description: Read Consul's KV store
description:
  - Returns one key, or all keys below a prefix. One request.
  - Whatever is in a value is returned; add C(no_log) to the task where that is secret.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  key:
    description: The key.
    type: str
  prefix:
    description: The beginning of the keys; an empty text for all.
    type: str
  keys_only:
    description: Whether only the names are read, not the values.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read the settings of an application
  nomadic.fleet.consul_kv_info:
    prefix: app/
  register: settings
"""

RETURN = r"""
entries:
  description: The keys with their values as text in C(Value), or in C(ValueBase64) where it is no text; none where there is nothing.
  returned: always
  type: list
  elements: dict
  sample: [{Key: app/port, Value: "8080", Flags: 0, ModifyIndex: 51}]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_kv import below, decoded
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run


def work(module: AnsibleModule, client: ConsulClient) -> dict[str, Any]:
    """One request, whatever is asked."""
    params = module.params
    key, prefix = params["key"], params["prefix"]
    if params["keys_only"] and prefix is not None:
        found = client.find(["kv", *([prefix] if prefix else [])], {"keys": True})
        return {"changed": False, "entries": [{"Key": name} for name in (found.data if found else [])]}
    if prefix is None:
        found = client.find(["kv", key])
        entries = found.data if found else []
    else:
        entries = below(client, prefix)
    shown = ({"Key": entry["Key"]} if params["keys_only"] else decoded(entry) for entry in entries)
    return {"changed": False, "entries": list(shown)}


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "key": {"type": "str", "no_log": False},
        "prefix": {"type": "str"},
        "keys_only": {"type": "bool", "default": False, "no_log": False},
    }
    one = [("key", "prefix")]
    run("consul", spec, work, required_one_of=one, mutually_exclusive=one)


if __name__ == "__main__":
    main()
