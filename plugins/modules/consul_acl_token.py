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
  - What is not given stays as it is.
author: nomadic.fleet authors (@nomadic-fleet)
extends_documentation_fragment:
  - nomadic.fleet.attributes
  - nomadic.fleet.attributes.group_consul
  - nomadic.fleet.consul
  - nomadic.fleet.consul.identities
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
  roles:
    description: The names of its roles, all of them.
    type: list
    elements: str
  local:
    description: Whether it is valid in one datacenter only. It cannot be changed later.
    type: bool
  expiration_ttl:
    description:
      - How long a new token lives, such as V(1h). Consul takes a minute to a day where it is not configured otherwise.
      - Not compared; a token that has expired is gone, and made anew.
    type: str
  expiration_time:
    description: When a new token expires, such as V(2027-01-31T12:00:00Z). It cannot be changed later.
    type: str
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
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_acl import IDENTITIES
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import STATE, keep, run
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.module_utils._text import require_uuid

FIELDS = Fields(
    f.text("accessor_id", "AccessorID", required=True),
    f.text("secret_id", "SecretID", secret=True, fixed=True),
    f.text("description"),
    f.links("roles"),
    *IDENTITIES,
    f.flag("local", fixed=True),
    f.duration("expiration_ttl", "ExpirationTTL", unit="text", write_only=True),
    f.text("expiration_time", fixed=True),
)


def work(module: AnsibleModule, client: ConsulClient) -> Outcome:
    """Compare and apply."""
    for option in ("accessor_id", "secret_id"):
        if module.params[option]:
            module.params[option] = require_uuid(module.params[option], option)
    path = ["acl", "token", module.params["accessor_id"]]

    def update(token: dict[str, Any]) -> dict[str, Any]:
        token.pop("ExpirationTTL", None)  # it counts from the creation
        return dict(client.put(path, token).data)

    return keep(
        module,
        FIELDS,
        client.acl_object(path),
        lambda token: dict(client.put(["acl", "token"], token, idempotent=False).data),
        lambda _: client.delete(path),
        update,
    )


def main() -> None:
    """Run the module."""
    exclusive = [("expiration_ttl", "expiration_time")]
    run("consul", FIELDS.spec(state=STATE), work, returns="acl_token", mutually_exclusive=exclusive)


if __name__ == "__main__":
    main()
