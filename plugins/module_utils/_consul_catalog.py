# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul's catalog: nodes, services and checks that are registered from outside, and questions to it.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient
from ansible_collections.nomadic.fleet.plugins.module_utils._consul_config import document
from ansible_collections.nomadic.fleet.plugins.module_utils._fields import camel as f
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted

#: The options of every question to the catalog.
QUERY: dict[str, Any] = {"filter": {"type": "str"}, "near": {"type": "str"}}
CHECKS = f.many(
    "checks",
    f.text("check_id", "CheckID", required=True),
    f.text("name"),
    f.text("status", choices=["passing", "warning", "critical"]),
    f.text("notes"),
    f.text("output"),
    document("definition", "Definition"),
)


def asked(params: Mapping[str, Any]) -> dict[str, Any]:
    """The query parameters of a question."""
    return {option: params[option] for option in QUERY}


def read_node(client: ConsulClient, name: str) -> dict[str, Any] | None:
    """A node of the catalog, with the names that writing takes."""
    found = client.get(["catalog", "nodes"], {"filter": f"Node == {quoted(name)}"}).data
    if not found:
        return None
    node = dict(found[0])
    node["NodeMeta"] = node.pop("Meta", None)
    return node


def read_checks(client: ConsulClient, node: str, service_id: str) -> list[dict[str, Any]]:
    """The checks of a node itself (no service id), or of one of its services."""
    checks = client.get(["health", "node", node]).data or []
    return [check for check in checks if check["ServiceID"] == service_id]


def register(client: ConsulClient, node: str, body: Mapping[str, Any], service_id: str = "") -> None:
    """Register, with the checks that are given; take away those that are not."""
    checks = body.get("Checks")
    here = {"Node": node, **({"Datacenter": client.datacenter} if client.datacenter else {})}
    of = {"Node": node, "ServiceID": service_id}
    whole = {**body, **here, **({"Checks": [{**check, **of} for check in checks]} if checks else {})}
    client.put(["catalog", "register"], whole)
    if checks is None:
        return
    wanted = {check["CheckID"] for check in checks}
    for check in read_checks(client, node, service_id):
        if check["CheckID"] not in wanted:
            client.put(["catalog", "deregister"], {**here, "CheckID": check["CheckID"]})


def deregister(client: ConsulClient, node: str, **what: str) -> None:
    """Take a node out of the catalog, or one of its services."""
    here = {"Datacenter": client.datacenter} if client.datacenter else {}
    client.put(["catalog", "deregister"], {"Node": node, **here, **what})
