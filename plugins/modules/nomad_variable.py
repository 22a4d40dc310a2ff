#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad variables."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_variable
version_added: 0.1.0
short_description: Manage Nomad variables
description:
  - Creates, changes and deletes a variable, a set of items that Nomad keeps encrypted.
  - What the items hold is never shown, neither in a result nor in a diff; a diff names the items that appear, change
    and disappear.
  - The module writes only if nobody has changed the variable since it was read (check-and-set), else it fails and
    asks to be run again.
  - Locks are for running processes, which must renew them, and have no options here. A variable that is locked by one
    of them cannot be changed; Nomad says so.
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
  path:
    description:
      - Its path, such as V(nomad/jobs/shop), which tasks of the job V(shop) may read.
      - It is looked for in the namespace O(namespace).
    type: str
    required: true
  items:
    description:
      - Names and texts, all of them. What is there and not named is removed, unless O(keep_others=true).
      - Numbers and booleans become text. Needed to create a variable; a variable has at least one item.
    type: dict
  keep_others:
    description: Whether items that are there and not named in O(items) stay.
    type: bool
    default: false
  cas:
    description:
      - The C(ModifyIndex) the variable must have where a change is needed, V(0) for one that must not be there yet.
      - Without it, the index that was read at the start of the task.
    type: int
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Give the shop its password
  nomadic.fleet.nomad_variable:
    path: nomad/jobs/shop
    items:
      database: postgres.example.com
      password: "{{ shop_password }}"

- name: Change one item only
  nomadic.fleet.nomad_variable:
    path: nomad/jobs/shop
    items:
      database: postgres2.example.com
    keep_others: true
"""

RETURN = r"""
variable:
  description: The variable without what its items hold.
  returned: always
  type: dict
  sample: {Namespace: default, Path: nomad/jobs/shop, ItemNames: [database, password], ModifyIndex: 19}
diff:
  description: What changes; of the items, their names only.
  returned: always
  type: dict
  sample:
    before: {Path: nomad/jobs/shop, Items: {password: (hidden)}}
    after: {Path: nomad/jobs/shop, Items: {password: '(hidden, another one)'}}
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._nomad_variables import CONFLICT, masked, named, path_of
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("path", required=True),
    f.mapping("items", no_log=True),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    path = path_of(params["path"])
    current = client.read(path)
    there = current["ModifyIndex"] if current else 0
    if params["keep_others"] and current:
        params["items"] = {**current["Items"], **(params["items"] or {})}
    if params["state"] == "present" and not (params["items"] if params["items"] is not None else current):
        raise BadInput("items: a variable has at least one item; to have none, delete it (state: absent).")

    def refuse_another_index() -> None:
        if params["cas"] not in (None, there):
            raise BadInput(
                f"cas: {params['path']} has the index {there}, not {params['cas']}; it was changed meanwhile."
            )

    def apply(method: str, body: Mapping[str, Any] | None) -> Any:
        refuse_another_index()
        answer = client.request(method, path, {"cas": there}, body, idempotent=False, accept=(CONFLICT,))
        if answer.status == CONFLICT:  # its text holds the items
            raise FleetError(f"{params['path']} was changed by somebody else at the same time; run this again.")
        return answer.data

    def write(variable: dict[str, Any]) -> dict[str, Any]:
        return dict(apply("PUT", {"Path": params["path"], "Items": variable["Items"]}))

    outcome = keep(module, FIELDS, current, write, lambda _: apply("DELETE", None))
    if outcome.changed:  # check mode too
        refuse_another_index()
    return Outcome(outcome.changed, *masked(outcome.before, outcome.after), variable=named(outcome.after))


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(keep_others={"type": "bool", "default": False}, cas={"type": "int"}, state=STATE)
    run("nomad", spec, work)


if __name__ == "__main__":
    main()
