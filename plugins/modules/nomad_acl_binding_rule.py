#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL binding rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_binding_rule
version_added: 0.1.0
short_description: Manage Nomad ACL binding rules
description:
  - Creates, changes and deletes a binding rule, which says what those get who log in by an auth method.
  - Rules have no name. A rule is found by O(id), or else by O(auth_method), O(bind_type), O(bind_name) and
    O(selector) together; two rules that agree in these do the same. So only O(description) can be changed without
    O(id); with other values it is another rule.
  - The list of the API holds no selectors, so finding a rule takes one request, and one more for each rule of the
    method.
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
  id:
    description: The id of a rule that exists. Everything but O(auth_method) can be changed then.
    type: str
  auth_method:
    description: The name of the auth method, which must be there. It cannot be changed later.
    type: str
  bind_type:
    description: What is given; a policy, a role, or all rights.
    type: str
    choices: [policy, role, management]
  bind_name:
    description:
      - The name of the policy or role, in which V(${value.NAME}) stands for a mapped claim.
      - None for O(bind_type=management).
    type: str
  selector:
    description:
      - Who gets it, an expression on the mapped claims, such as V(value.project == "shop").
      - Without one, everybody who logs in.
    type: str
  description:
    description: What it is for.
    type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let pipelines of the shop submit its jobs
  nomadic.fleet.nomad_acl_binding_rule:
    auth_method: pipelines
    bind_type: role
    bind_name: shop-deployers
    selector: value.project == "shop"
    description: Pipelines of the shop
"""

RETURN = r"""
binding_rule:
  description: The rule, as the API gives it.
  returned: always
  type: dict
  sample:
    ID: d216a1f5-f99b-1599-470d-d61ab815084e
    AuthMethod: pipelines
    BindType: role
    BindName: shop-deployers
    Selector: value.project == "shop"
    Description: Pipelines of the shop
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("auth_method", fixed=True),
    f.text("bind_type", choices=["policy", "role", "management"]),
    f.text("bind_name"),
    f.text("selector"),
    f.text("description"),
)
IDENTITY = ("AuthMethod", "BindType", "BindName", "Selector")


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""

    def create(rule: dict[str, Any]) -> dict[str, Any]:
        if module.params["id"]:
            raise BadInput(f"id: there is no binding rule {module.params['id']}; Nomad makes the ids itself.")
        return dict(client.put(["acl", "binding-rule"], rule, idempotent=False).data)

    def update(rule: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", "binding-rule", rule["ID"]], rule).data)

    def delete(rule: Mapping[str, Any]) -> None:
        client.delete(["acl", "binding-rule", rule["ID"]])

    return keep(module, FIELDS, find(client, module.params), create, delete, update)


def find(client: NomadClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule of this id, or the one that does what is asked for."""
    if params["id"]:
        return client.read(["acl", "binding-rule", params["id"]])
    wanted = FIELDS.wanted(params)
    stubs = [stub for page in client.pages(["acl", "binding-rules"]) for stub in page]
    ids = [stub["ID"] for stub in stubs if stub["AuthMethod"] == wanted["AuthMethod"]]
    rules = [rule for rule in (client.read(["acl", "binding-rule", rule_id]) for rule_id in ids) if rule]
    known = [rule for rule in rules if all((rule[key] or "") == (wanted.get(key) or "") for key in IDENTITY)]
    if len(known) > 1:
        which = ", ".join(rule["ID"] for rule in known)
        raise BadInput(f"{len(known)} rules do this; give the id of one of them: {which}.")
    return known[0] if known else None


def main() -> None:
    """Run the module."""
    together = [("id", "auth_method"), ("id", "bind_type")]
    run("nomad", FIELDS.spec(id={"type": "str"}, state=STATE), work, returns="binding_rule", required_one_of=together)


if __name__ == "__main__":
    main()
