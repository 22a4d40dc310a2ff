#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul ACL tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: consul_acl_token
version_added: 0.1.0
short_description: Manage Consul ACL tokens
description:
  - Creates, changes and deletes an ACL token under an accessor id that is given, so that a second run changes nothing.
  - The secret is never returned; give O(secret_id), from P(nomadic.fleet.fleet_secret#module) for instance, to know it.
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
  accessor_id:
    description: The accessor id, a UUID.
    type: str
    required: true
  secret_id:
    description: The secret, a UUID. Without one Consul makes it. It cannot be changed later.
    type: str
  description:
    description: What it is for.
    type: str
  policies:
    description: The names of its policies, all of them.
    type: list
    elements: str
  roles:
    description: The names of its roles, all of them.
    type: list
    elements: str
  node_identities:
    description: The nodes it speaks for, all of them.
    type: list
    elements: dict
    suboptions:
      node_name:
        description: The node's name.
        type: str
        required: true
      datacenter:
        description: The node's datacenter.
        type: str
        required: true
  service_identities:
    description: The services it speaks for, all of them.
    type: list
    elements: dict
    suboptions:
      service_name:
        description: The service's name.
        type: str
        required: true
      datacenters:
        description: The datacenters in which it may; all without.
        type: list
        elements: str
  local:
    description: Whether it is valid in one datacenter only. It cannot be changed later.
    type: bool
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a token for an agent
  nomadic.fleet.consul_acl_token:
    accessor_id: 3f8ab1a8-6d4e-4d0e-a1f5-6c2d1f0c7b11
    secret_id: "{{ agent_token.secret }}"
    description: Agent of server1
    node_identities:
      - node_name: server1
        datacenter: dc1
"""

RETURN = r"""
acl_token:
  description: The token without its secret.
  returned: always
  type: dict
  sample: {AccessorID: 3f8ab1a8-6d4e-4d0e-a1f5-6c2d1f0c7b11, Description: Agent of server1}
diff:
  description: What changes, without secrets.
  returned: always
  type: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, same, sync, unordered
from ansible_collections.nomadic.fleet.plugins.module_utils._text import require_uuid


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    params = module.params
    accessor = require_uuid(params["accessor_id"], "accessor_id")
    path = ["acl", "token", accessor]
    found = client.request("GET", path, accept=(403, 404))
    if found.status == 403 and "ACL not found" not in found.text and "Cannot find token" not in found.text:
        client.get(path)  # the right error
    current = found.data if found.status == 200 else None
    desired = wanted(params, accessor)
    if current and params["state"] == "present":
        refuse_fixed(current, desired)
    return sync(
        params["state"],
        current,
        desired,
        lambda token: dict(client.put(["acl", "token"], token, idempotent=False).data),
        lambda token: dict(client.put(path, token).data),
        lambda _: client.delete(path),
        module.check_mode,
        normalise={"Policies": names, "Roles": names, "NodeIdentities": unordered, "ServiceIdentities": services},
        secrets=["SecretID"],
    )


def wanted(params: dict[str, Any], accessor: str) -> dict[str, Any]:
    """What was given, with the keys of the API."""
    secret = params["secret_id"]
    nodes, served = params["node_identities"], params["service_identities"]
    return {
        "AccessorID": accessor,
        "SecretID": require_uuid(secret, "secret_id") if secret else None,
        "Description": params["description"],
        "Policies": None if params["policies"] is None else [{"Name": name} for name in params["policies"]],
        "Roles": None if params["roles"] is None else [{"Name": name} for name in params["roles"]],
        "NodeIdentities": nodes and [{"NodeName": i["node_name"], "Datacenter": i["datacenter"]} for i in nodes],
        "ServiceIdentities": served
        and [{"ServiceName": i["service_name"], "Datacenters": i["datacenters"] or []} for i in served],
        "Local": params["local"],
    }


def refuse_fixed(current: dict[str, Any], desired: dict[str, Any]) -> None:
    """Say it before Consul does."""
    for option, key in (("secret_id", "SecretID"), ("local", "Local")):
        if desired[key] is not None and not same(current.get(key), desired[key]):
            raise BadInput(f"{option}: the token has another one, and it cannot be changed; delete the token first.")


def names(value: Any) -> list[str]:
    """Links to policies and roles: only their names count, in no order."""
    return sorted(item["Name"] for item in value or ())


def services(value: Any) -> list[str]:
    """Service identities in no order; no datacenters and an empty list are the same."""
    return sorted(f"{item['ServiceName']} {sorted(item.get('Datacenters') or ())}" for item in value or ())


def main() -> None:
    """Run the module."""
    spec: dict[str, Any] = {
        "accessor_id": {"type": "str", "required": True},
        "secret_id": {"type": "str", "no_log": True},
        "description": {"type": "str"},
        "policies": {"type": "list", "elements": "str"},
        "roles": {"type": "list", "elements": "str"},
        "node_identities": {
            "type": "list",
            "elements": "dict",
            "options": {
                "node_name": {"type": "str", "required": True},
                "datacenter": {"type": "str", "required": True},
            },
        },
        "service_identities": {
            "type": "list",
            "elements": "dict",
            "options": {
                "service_name": {"type": "str", "required": True},
                "datacenters": {"type": "list", "elements": "str"},
            },
        },
        "local": {"type": "bool"},
        "state": STATE,
    }
    run("consul", spec, work, returns="acl_token")


if __name__ == "__main__":
    main()
