#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secret ids of AppRole roles of Vault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vault_approle_secret_id
version_added: 0.1.0
short_description: Make and destroy secret ids of Vault's AppRole roles
description:
  - Makes a secret id where there is none yet, and destroys it.
  - A secret id of one's own choice is found by itself (O(secret_id)), one that Vault made by O(metadata) or O(accessor).
  - 'To find one by its metadata, all of the role are read: one request and one more for each.'
  - Vault tells a secret id that it made only once. The task must then have C(no_log) set to C(true), else the module refuses to run.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_vault
  - nomadic.fleet.vault
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  mount:
    description: Where it is mounted.
    type: str
    default: approle
  role:
    description: The name of the role.
    type: str
    required: true
  secret_id:
    description: A secret id of one's own choice, at least 20 random characters.
    type: str
  accessor:
    description: The accessor of one that is to be destroyed.
    type: str
  metadata:
    description:
      - What the audit log and the token show of it, name to text.
      - Without O(secret_id) and O(accessor) this is what it is found by; give what only this one has.
    type: dict
  cidr_list:
    description: Networks, each with its length, from which it may be used. Taken only when it is made.
    type: list
    elements: str
  token_bound_cidrs:
    description: Networks, each with its length, from which its tokens may be used. Taken only when it is made.
    type: list
    elements: str
  ttl:
    description: How long it is valid, such as V(24h) or seconds. Taken only when it is made.
    type: str
  num_uses:
    description: How often it may be used. Taken only when it is made.
    type: int
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: A secret id of one's own choice
  nomadic.fleet.vault_approle_secret_id:
    role: shop
    secret_id: "{{ shop_secret_id }}"

- name: One for each server, made once
  nomadic.fleet.vault_approle_secret_id:
    role: shop
    metadata:
      server: "{{ inventory_hostname }}"
  no_log: true
  register: shop_secret_id      # shop_secret_id.secret_id, where it was made now

- name: Destroy it
  nomadic.fleet.vault_approle_secret_id:
    role: shop
    metadata:
      server: "{{ inventory_hostname }}"
    state: absent
"""

RETURN = r"""
secret_id:
  description: The secret id.
  returned: when Vault made it now
  type: str
entry:
  description: What Vault has of it, without itself.
  returned: always
  type: dict
  sample: {secret_id_accessor: 84896a0c-1347-aa90-a4f6-aca8b7558780, metadata: {server: server1}}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

import json
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.vault import VaultClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import snake as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_objects import place

FIELDS = Fields(
    f.mapping("metadata", fixed=True),
    f.names("cidr_list", write_only=True),
    f.names("token_bound_cidrs", write_only=True, no_log=False),
    f.duration("ttl", write_only=True),
    f.number("num_uses", write_only=True),
    f.hidden("secret_id"),
)


def work(module: AnsibleModule, client: VaultClient) -> Outcome:
    """Found, made, destroyed by different keys."""
    where = place("auth/{mount}/role/{role}", module.params)
    chosen = module.params["secret_id"]
    made: dict[str, Any] = {}
    if module.params["state"] == "present" and not chosen:
        refuse_to_print(module, "secret_id")

    def make(wanted: dict[str, Any]) -> dict[str, Any]:
        entry = {key: json.dumps(value) if key == "metadata" else value for key, value in wanted.items()}
        if chosen:
            client.secrets.add(chosen)
            client.post([*where, "custom-secret-id"], {**entry, "secret_id": chosen})
        else:
            made.update(client.post([*where, "secret-id"], entry, idempotent=False).data["data"])
        return {**wanted, **(find(client, where, {**module.params, "accessor": made.get("secret_id_accessor")}) or {})}

    def destroy(entry: Any) -> None:
        client.post([*where, "secret-id-accessor", "destroy"], {"secret_id_accessor": entry["secret_id_accessor"]})

    outcome = keep(module, FIELDS, find(client, where, module.params), make, destroy)
    if made:
        outcome.extra["secret_id"] = made["secret_id"]
    return outcome


def find(client: VaultClient, where: list[str], params: dict[str, Any]) -> dict[str, Any] | None:
    """The entry by secret id, accessor or metadata, in this order."""

    def lookup(kind: str, body: dict[str, Any]) -> dict[str, Any] | None:
        answer = client.post([*where, kind, "lookup"], body, accept=(404,))
        return answer.data["data"] if answer.status == 200 else None

    if params["secret_id"]:
        return lookup("secret-id", {"secret_id": params["secret_id"]})
    for accessor in [params["accessor"]] if params["accessor"] else client.list([*where, "secret-id"]):
        entry = lookup("secret-id-accessor", {"secret_id_accessor": accessor})
        if entry and (params["accessor"] or (entry["metadata"] or {}) == params["metadata"]):
            return entry
    return None


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(
        mount={"type": "str", "default": "approle"},
        role={"type": "str", "required": True},
        secret_id={"type": "str", "no_log": True},
        accessor={"type": "str"},
        state=STATE,
    )
    keys = ["secret_id", "accessor", "metadata"]
    run("vault", spec, work, returns="entry", required_one_of=[keys])


if __name__ == "__main__":
    main()
