#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul ACL binding rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_binding_rule
version_added: 0.1.0
short_description: Manage Consul ACL binding rules
description:
  - Creates, changes and deletes a rule that says what a login with an auth method may become.
  - A binding rule has no name, only an id that Consul makes. So O(description) stands for its name, within the auth method.
    Several rules with one description are an error; then give O(id).
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
  auth_method:
    description: The auth method whose logins it is for. It cannot be changed later.
    type: str
    required: true
  description:
    description: What it is for; the rule is found by it, unless O(id) is given.
    type: str
  id:
    description: The id of a rule that exists, to change also its description.
    type: str
  selector:
    description: Which logins, an expression on the attributes of a login, such as V(value.team==blue). All without.
    type: str
  bind_type:
    description: What a login becomes. A new rule needs it.
    type: str
    choices: [service, node, role, policy, templated-policy]
  bind_name:
    description: The name of what it becomes; it may hold attributes, such as V(app-${value.name}). A new rule needs it.
    type: str
  bind_vars:
    description: What is put into a templated policy.
    type: dict
    suboptions:
      name:
        description: The name of the service or node; it may hold attributes.
        type: str
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Let a workload register the service it is
  nomadic.fleet.consul_acl_binding_rule:
    auth_method: nomad-workloads
    description: services of Nomad
    selector: '"nomad_service" in value'
    bind_type: service
    bind_name: ${value.nomad_service}
"""

RETURN = r"""
binding_rule:
  description: The binding rule, as the API gives it.
  returned: always
  type: dict
  sample: {ID: 0d2b7b0e-4c8c-4f43-8b6a-3a4b3a6a1c11, AuthMethod: nomad-workloads, BindType: service}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("auth_method", required=True, fixed=True),
    f.text("description"),
    f.text("selector"),
    f.text("bind_type", choices=["service", "node", "role", "policy", "templated-policy"]),
    f.text("bind_name"),
    f.nested("bind_vars", f.text("name", "name")),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    base = ["acl", "binding-rule"]

    def update(rule: dict[str, Any]) -> dict[str, Any]:
        if rule["BindType"] != "templated-policy":
            rule.pop("BindVars", None)  # left over from another type, and refused
        return dict(client.put([*base, rule["ID"]], rule).data)

    return keep(
        module,
        FIELDS,
        find(client, module.params),
        lambda rule: dict(client.put(base, rule, idempotent=False).data),
        lambda rule: client.delete([*base, rule["ID"]]),
        update,
    )


def find(client: ConsulClient, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule of this id, else the one of this description."""
    if params["id"]:
        found = client.acl_object(["acl", "binding-rule", params["id"]])
        if found is None and params["state"] == "present":
            raise BadInput("id: there is no such binding rule, and Consul makes the ids; create it by its description.")
        return found
    rules = client.get(["acl", "binding-rules"], {"authmethod": params["auth_method"]}).data or []
    known = [rule for rule in rules if rule["Description"] == params["description"]]
    if len(known) > 1:
        which = ", ".join(rule["ID"] for rule in known)
        raise BadInput(f"description: {len(known)} rules have this one; give the id of one of them: {which}.")
    return dict(known[0]) if known else None


def main() -> None:
    """Run the module."""
    one = [("description", "id")]
    run("consul", FIELDS.spec(id={"type": "str"}, state=STATE), work, returns="binding_rule", required_one_of=one)


if __name__ == "__main__":
    main()
