#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many keys of Consul's KV store."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_kv_tree
version_added: 0.1.0
short_description: Keep a tree of keys in Consul's KV store
description:
  - Makes the keys below a prefix be as given, and deletes the others where O(prune=exact).
  - It reads the prefix with one request, and writes what differs in transactions of at most 64 keys and 512 KB. Each
    transaction is done as a whole or not at all; a task that fails halfway is completed by the next run.
  - A run that finds everything as given makes one request, whatever the number of keys.
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
    details: The keys that change, with their values except those of O(secrets) and of keys that are deleted.
  idempotent:
    support: full
options:
  prefix:
    description: The folder of the keys, such as V(app/config). A slash is put behind it; an empty text is the whole store.
    type: str
    required: true
  tree:
    description:
      - The keys, below O(prefix), and their values as text.
      - A structure is no value; write it as JSON with C(to_json).
    type: dict
    default: {}
  secrets:
    description: More keys and their values, which are compared, and never shown.
    type: dict
    default: {}
  prune:
    description: V(exact) deletes all keys below O(prefix) that are not given; V(none) leaves them alone.
    type: str
    default: none
    choices: [none, exact]
"""

EXAMPLES = r"""
- name: Keep the settings of an application, and nothing else
  nomadic.fleet.consul_kv_tree:
    prefix: app
    tree:
      port: 8080
      features/search: true
      limits: "{{ app_limits | to_json }}"
    secrets:
      password: "{{ app_password.secret }}"
    prune: exact
"""

RETURN = r"""
written:
  description: The keys that were (or would be) written, below the prefix.
  returned: always
  type: list
  elements: str
  sample: [port]
deleted:
  description: The keys that were (or would be) deleted, below the prefix.
  returned: always
  type: list
  elements: str
  sample: []
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_kv import apply, below, encoded, readable
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import HIDDEN, Outcome


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Read once, compare, write what differs."""
    params = module.params
    prefix = params["prefix"] if params["prefix"].endswith("/") or not params["prefix"] else params["prefix"] + "/"
    twice = sorted(set(params["tree"]) & set(params["secrets"]))
    if twice:
        raise BadInput(f"tree and secrets both have {', '.join(twice)}; give each key once.")
    wanted = {
        str(key): encoded(f"tree: {key}", value) for key, value in {**params["tree"], **params["secrets"]}.items()
    }
    if "" in wanted:
        raise BadInput("tree: a key is empty; the name below the prefix is needed.")
    now = {entry["Key"][len(prefix) :]: entry.get("Value") or "" for entry in below(client, prefix)}
    write = sorted(key for key, value in wanted.items() if now.get(key) != value)
    drop = sorted(key for key in now if key and key not in wanted) if params["prune"] == "exact" else []
    if not module.check_mode:
        sets = [{"KV": {"Verb": "set", "Key": prefix + key, "Value": wanted[key]}} for key in write]
        apply(client, [*sets, *({"KV": {"Verb": "delete", "Key": prefix + key}} for key in drop)])

    def shown(values: Mapping[str, str]) -> dict[str, Any]:
        open_keys = [key for key in [*write, *drop] if key in values]
        return {key: readable(values[key]) if key in params["tree"] else HIDDEN for key in open_keys}

    before, after = shown(now), shown({key: wanted[key] for key in write})
    return Outcome(bool(write or drop), before, after, written=write, deleted=drop)


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "prefix": {"type": "str", "required": True},
        "tree": {"type": "dict", "default": {}},
        "secrets": {"type": "dict", "default": {}, "no_log": True},
        "prune": {"type": "str", "default": "none", "choices": ["none", "exact"]},
    }
    run("consul", spec, work)


if __name__ == "__main__":
    main()
