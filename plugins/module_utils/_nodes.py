# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about Nomad nodes: finding one, its metadata, eligibility and drain.

Private to this collection: no promise to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._module import wait_for
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted

_OVER = ("complete", "failed", "lost")


def find_node(client: NomadClient, name: str | None, node_id: str | None) -> dict[str, Any]:
    """The one node of this id or name, or say that there is none."""
    node = search(client, name, node_id)
    if node is None:
        raise BadInput(f"id: there is no node {node_id}." if node_id else f"name: there is no node called {name}.")
    return node


def search(client: NomadClient, name: str | None, node_id: str | None) -> dict[str, Any] | None:
    """The node of this id, or of this name; several of one name are an error."""
    if node_id:
        node: dict[str, Any] | None = client.read(["node", node_id])
        return node
    found = client.get(["nodes"], {"filter": f"Name == {quoted(str(name))}"}).data or []
    if len(found) > 1:
        which = ", ".join(f"{item['ID']} ({item['Status']}, {item['SchedulingEligibility']})" for item in found)
        raise BadInput(f"name: {len(found)} nodes are called {name}; give the id of one of them: {which}.")
    return search(client, None, found[0]["ID"]) if found else None


def purge(client: NomadClient, node: Mapping[str, Any]) -> None:
    """Have the servers forget it."""
    client.put(["node", str(node["ID"]), "purge"])


def metadata_changes(node: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The keys to set, or to remove (None), so that the metadata in force is as wanted."""
    now = node.get("Meta") or {}
    return {
        key: None if value is None else str(value)
        for key, value in wanted.items()
        if now.get(key) != (None if value is None else str(value))
    }


def set_metadata(client: NomadClient, node: Mapping[str, Any], changes: Mapping[str, Any], seconds: float) -> None:
    """Set dynamic metadata through the servers, and wait (if seconds) until the servers schedule by it.

    The node answers at once, the servers learn of it some seconds later; a job that is submitted in between would not
    find the node.
    """
    if node["Status"] != "ready":
        raise FleetError(
            f"Node {node['Name']} is {node['Status']}: its metadata can be set only while it is connected."
        )
    client.post(["client", "metadata"], {"Meta": dict(changes)}, {"node_id": node["ID"]})
    if not seconds:
        return

    def seen() -> bool:
        return not metadata_changes(client.get(["node", str(node["ID"])]).data, changes)

    wait_for(f"New metadata of node {node['Name']} at the servers", seen, seconds, client.sleep)


def live_work(client: NomadClient, node: Mapping[str, Any], ignore_system: bool) -> list[str]:
    """The allocations a drain still has to move."""
    found = client.get(["node", str(node["ID"]), "allocations"], {"namespace": "*"}).data or []
    kinds = ("system", "sysbatch") if ignore_system else ()
    return [
        item["ID"]
        for item in found
        if item["ClientStatus"] not in _OVER and (item.get("Job") or {}).get("Type") not in kinds
    ]


def drained(client: NomadClient, node: Mapping[str, Any], ignore_system: bool) -> bool:
    """Nothing runs, nothing may come, no drain is under way."""
    quiet = not node.get("DrainStrategy") and node["SchedulingEligibility"] == "ineligible"
    return quiet and not live_work(client, node, ignore_system)


def drain(
    client: NomadClient,
    node: Mapping[str, Any],
    deadline: int,
    ignore_system: bool,
    meta: Mapping[str, str] | None = None,
) -> None:
    """Start a drain; deadline in nanoseconds, 0 for none, negative for at once. What is in meta stays with the node."""
    spec = {"Deadline": deadline, "IgnoreSystemJobs": ignore_system}
    body = {"DrainSpec": spec, "MarkEligible": False, **({"Meta": dict(meta)} if meta else {})}
    client.put(["node", str(node["ID"]), "drain"], body)


def stop_drain(client: NomadClient, node: Mapping[str, Any], eligible: bool) -> None:
    """End a drain that is under way."""
    client.put(["node", str(node["ID"]), "drain"], {"DrainSpec": None, "MarkEligible": eligible})


def set_eligibility(client: NomadClient, node: Mapping[str, Any], eligibility: str) -> None:
    """May new work be placed on it?"""
    client.put(["node", str(node["ID"]), "eligibility"], {"Eligibility": eligibility})


def wait_drained(client: NomadClient, node: Mapping[str, Any], ignore_system: bool, seconds: float) -> None:
    """Until the drain is over."""

    def over() -> bool:
        now = client.get(["node", str(node["ID"])]).data
        return drained(client, now, ignore_system)

    wait_for(f"The drain of node {node['Name']}", over, seconds, client.sleep)


def view(node: Mapping[str, Any]) -> dict[str, Any]:
    """What the module manages, for its diff."""
    return {
        "eligibility": node["SchedulingEligibility"],
        "draining": bool(node.get("DrainStrategy")),
        "metadata": dict(node.get("Meta") or {}),
    }


def public(node: Mapping[str, Any], full: bool = False) -> dict[str, Any]:
    """The node without its secret; unless in full, without the long lists too."""
    hidden = ("SecretID",) if full else ("Attributes", "Resources", "NodeResources", "Events", "SecretID")
    return {key: value for key, value in node.items() if key not in hidden}
