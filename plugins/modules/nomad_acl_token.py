#!/usr/bin/python
# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad ACL tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: nomad_acl_token
version_added: 0.1.0
short_description: Manage Nomad ACL tokens
description:
  - Creates, changes and deletes an ACL token. A second run makes no second token.
  - Nomad makes the ids of a token itself, so the token is found by its name (or by O(accessor_id)).
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
  name:
    description: Its name. Several tokens of one name are an error; then give O(accessor_id).
    type: str
  accessor_id:
    description: The accessor of a token that exists.
    type: str
  type:
    description: What kind of token. It cannot be changed later.
    type: str
    choices: [client, management]
  policies:
    description: The names of its policies, all of them; only for V(client) tokens.
    type: list
    elements: str
  roles:
    description: The names of its roles, all of them; only for V(client) tokens.
    type: list
    elements: str
  global:
    description: Whether it is valid in all regions. It cannot be changed later.
    type: bool
  expiration_ttl:
    description: How long a new token lives, such as V(1h). Not compared.
    type: str
  return_secret:
    description: Whether RV(secret_id) is returned. The task must then have C(no_log) set to C(true).
    type: bool
    default: false
  state:
    description: Whether it must be there.
    type: str
    default: present
    choices: [present, absent]
"""

EXAMPLES = r"""
- name: Have a token for the inventory
  nomadic.fleet.nomad_acl_token:
    name: inventory
    type: client
    policies: [node-readers]
    return_secret: true
  no_log: true
  register: inventory_token
"""

RETURN = r"""
acl_token:
  description: The token without its secret.
  returned: always
  type: dict
  sample: {AccessorID: 5e3bb0bd-1a0e-4a4a-a43e-3d4e4a1f0a37, Name: inventory, Type: client}
secret_id:
  description: The secret. Absent in check mode where there is no token yet.
  returned: when O(return_secret) is true
  type: str
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
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, refuse_to_print, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

FIELDS = Fields(
    f.text("name"),
    f.text("type", choices=["client", "management"], fixed=True),
    f.names("policies"),
    f.links("roles"),
    f.flag("global", fixed=True),
    f.duration("expiration_ttl", "ExpirationTTL", unit="text", write_only=True),
    f.hidden("SecretID"),
)


def work(module: AnsibleModule, client: NomadClient) -> Outcome:
    """Compare and apply."""
    if module.params["return_secret"]:
        refuse_to_print(module, "secret_id")

    current = find(client, module.params["name"], module.params["accessor_id"])

    def create(token: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", "token"], {"Type": "client", **token}, idempotent=False).data)

    def update(token: dict[str, Any]) -> dict[str, Any]:
        body = {key: token.get(key) for key in ("AccessorID", "Name", "Type", "Policies", "Roles", "Global")}
        body.update(
            {key: (current or {}).get(key) for key in ("ExpirationTTL", "ExpirationTime")}
        )  # must be as they are
        return dict(client.put(["acl", "token", token["AccessorID"]], body).data)

    def delete(token: Mapping[str, Any]) -> None:
        client.delete(["acl", "token", token["AccessorID"]])

    outcome = keep(module, FIELDS, current, create, delete, update)
    if module.params["return_secret"] and (outcome.after or {}).get("SecretID"):
        outcome.extra["secret_id"] = (outcome.after or {})["SecretID"]
    return outcome


def find(client: NomadClient, name: str | None, accessor: str | None) -> dict[str, Any] | None:
    """The token of this accessor or name, with its secret."""
    if not accessor:
        known = [item for page in client.pages(["acl", "tokens"]) for item in page if item["Name"] == name]
        if len(known) > 1:
            which = ", ".join(item["AccessorID"] for item in known)
            raise BadInput(
                f"name: {len(known)} tokens are called {name}; give the accessor_id of one of them: {which}."
            )
        if not known:
            return None
        accessor = known[0]["AccessorID"]
    return client.read(["acl", "token", accessor])


def main() -> None:
    """Run the module."""
    spec = FIELDS.spec(
        accessor_id={"type": "str"},
        return_secret={"type": "bool", "default": False, "no_log": False},
        state=STATE,
    )
    run("nomad", spec, work, returns="acl_token", required_one_of=[("name", "accessor_id")])


if __name__ == "__main__":
    main()
