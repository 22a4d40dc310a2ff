# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Consul's ACL objects have in common: found by a name, changed under an id, linked to identities.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Field, Fields
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._module import keep
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome

#: What tokens and roles may speak for.
IDENTITIES: tuple[Field, ...] = (
    f.links("policies"),
    f.many("node_identities", f.text("node_name", required=True), f.text("datacenter", required=True)),
    f.many("service_identities", f.text("service_name", required=True), f.names("datacenters")),
    f.many(
        "templated_policies",
        f.text("template_name", required=True),
        f.nested("template_variables", f.text("name", "name")),
        f.names("datacenters"),
    ),
)


def keep_named(module: AnsibleModule, client: ConsulClient, fields: Fields, kind: str) -> Outcome:
    """Keep an object that is found by its name and has an id that Consul makes."""

    def create(thing: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", kind], thing, idempotent=False).data)

    def update(thing: dict[str, Any]) -> dict[str, Any]:
        return dict(client.put(["acl", kind, thing["ID"]], thing).data)

    def delete(thing: Mapping[str, Any]) -> None:
        client.delete(["acl", kind, thing["ID"]])

    current = client.acl_object(["acl", kind, "name", module.params["name"]])
    return keep(module, fields, current, create, delete, update)


def acl_info(client: ConsulClient, plural: str, one: list[str] | None, key: str = "", kind: str = "") -> dict[str, Any]:
    """The object at the path ``one``, else all of a list; with ``kind`` each in full, by its ``key``."""
    if one:
        found = client.acl_object(["acl", *one])
        things = [found] if found else []
    else:
        things = client.get(["acl", plural]).data or []
        if kind:
            things = [client.acl_object(["acl", kind, thing[key]]) or thing for thing in things]
    return {"changed": False, plural.replace("-", "_"): [without_secret(thing) for thing in things]}


def without_secret(token: Mapping[str, Any]) -> dict[str, Any]:
    """An object without the secret id of a token."""
    return {key: value for key, value in token.items() if key != "SecretID"}
