#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Root keys of Nomad's keyring."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_root_key
version_added: 0.1.0
short_description: Rotate and remove the root keys of Nomad's keyring
description:
  - Rotates the key by which Nomad encrypts variables and signs the identities of workloads, or removes an old one.
  - The keys themselves are never returned by Nomad. Their ages count by the clock of the machine where this task
    runs.
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
    details: Without O(max_age) or O(prepublish), every run rotates.
options:
  max_age:
    description:
      - Rotate only where the active key is older than this, such as V(30d). A key that is published already and not yet active counts as new.
      - Without it, every run rotates.
    type: str
  full:
    description: Whether all variables are encrypted anew with the new key, in the background.
    type: bool
    default: false
  prepublish:
    description:
      - Publish the new key now and use it only after this time, such as V(24h), so that those who verify identities know it in time.
      - Where a key is published already and not yet active, nothing changes. Not with O(full).
    type: str
  id:
    description: The key to remove. Needed for O(state=absent).
    type: str
  force:
    description: Whether a key is removed although it is in use, by variables, which are lost then, or by the identities of nodes and work.
    type: bool
    default: false
  state:
    description: V(present) sees to a key that is new enough, V(absent) removes the key O(id), which must not be the active one.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a root key that is not older than 30 days
  nomadic.fleet.nomad_root_key:
    max_age: 30d
    prepublish: 24h

- name: Remove an old one
  nomadic.fleet.nomad_root_key:
    id: 8e351da0-1e42-8535-7f66-b7ebf71782a7
    state: absent
"""

RETURN = r"""
root_key:
  description: What is known of the new key; empty where there is none.
  returned: always
  type: dict
  sample: {KeyID: e33d31e2-8e5b-f518-eb3c-ff0a5079e669, State: active, Algorithm: aes256-gcm, CreateTime: 1795988117605337999}
diff:
  description: The ids of all keys and their states.
  returned: always
  type: dict
  sample:
    before: {8e351da0-1e42-8535-7f66-b7ebf71782a7: active}
    after: {8e351da0-1e42-8535-7f66-b7ebf71782a7: inactive, e33d31e2-8e5b-f518-eb3c-ff0a5079e669: active}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._root_keys import (
    removable,
    rotation,
    rotation_needed,
    states,
)

KEYS = ["operator", "keyring", "keys"]


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Rotate or remove where that is needed."""
    params = module.params
    keys = client.get(KEYS).data
    before = states(keys)
    key: dict[str, Any] = {}
    if params["state"] == "absent":
        needed = removable(params["id"], before)
        after = {id_: state for id_, state in before.items() if id_ != params["id"]}
    else:
        needed = rotation_needed(params, keys)
        after = {**before, "(new)": "prepublished" if params["prepublish"] else "active"} if needed else before
    if not needed or module.check_mode:
        return Outcome(needed, before, after, root_key=key)
    if params["state"] == "absent":
        client.delete(["operator", "keyring", "key", params["id"]], {"force": params["force"]}, idempotent=False)
    else:
        key = client.put(["operator", "keyring", "rotate"], None, rotation(params), idempotent=False).data["Key"]
    return Outcome(True, before, states(client.get(KEYS).data), root_key=key)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "max_age": {"type": "str"},
        "full": {"type": "bool", "default": False},
        "prepublish": {"type": "str"},
        "id": {"type": "str"},
        "force": {"type": "bool", "default": False},
        "state": STATE,
    }
    run(
        "nomad",
        spec,
        work,
        mutually_exclusive=[("full", "prepublish")],
        required_if=[("state", "absent", ["id"])],
    )


if __name__ == "__main__":
    main()
