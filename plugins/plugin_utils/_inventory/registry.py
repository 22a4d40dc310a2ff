# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet's own registry, the store, laid over what the servers say. Where there is one, it decides.

Groups come from the store, not from what a device claims. Devices that have not joined yet are in it, and those that
the servers have forgotten; what the servers still remember of devices that left the fleet is no host any more.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Entry, Readable
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import NODES, DirectoryStore, refuse_moved
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node, Note

#: States of devices that left the fleet, or were never let in.
GONE = frozenset({"rejected", "retired", "revoked"})
#: What is shown of an accepted device that is not there now; derived, never stored.
DISCONNECTED = "disconnected"
#: The status of a device that the servers do not know.
ABSENT = "absent"

Record = Mapping[str, Any]
Entries = list[Entry]


class ConsulEntries:
    """The store in Consul's KV, for those who only read: all of it in one request."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def get(self, key: str) -> Entry | None:
        """The entry, or None."""
        return next(iter(self._entries(key, {})), None)

    def list(self, prefix: str) -> Entries:
        """All entries below a prefix."""
        return self._entries(prefix, {"recurse": "true"})

    def _entries(self, path: str, params: dict[str, str]) -> Entries:
        answer = self._client.find(["kv", *path.strip("/").split("/")], params)
        found = []
        for item in (answer.data or []) if answer else []:
            try:
                value = json.loads(base64.b64decode(item["Value"] or ""))
                found.append(Entry(item["Key"], value, int(item["ModifyIndex"])))
            except (KeyError, TypeError, ValueError, binascii.Error) as error:
                raise BadInput(f"the store in Consul is damaged at {str(item)[:100]!r}: {error}") from None
        return found


def directory(path: str) -> DirectoryStore:
    """The store in a directory. A missing one is a mistake, not an empty fleet."""
    if not Path(path).is_dir():
        raise BadInput(f"'store' {path} is no directory; it is that of 'fleet_store', or 'consul'")
    return DirectoryStore(path)


def records(store: Readable) -> list[dict[str, Any]]:
    """The records of the devices; an error if the store was left for another one, since they are of the past then."""
    refuse_moved(store)
    found = []
    for entry in store.list(NODES):
        if not isinstance(entry.value, Mapping) or not entry.value.get("name"):
            raise BadInput(f"the store has a record without a name at {entry.key}")
        found.append(dict(entry.value))
    return found


def absent_node(record: Record) -> Node:
    """A device that the servers do not know (yet, or any more)."""
    return {
        "id": str(record.get("node_id") or ""),
        "name": str(record["name"]),
        "address": "",
        "datacenter": "",
        "node_pool": str(record.get("pool") or ""),
        "node_class": "",
        "status": ABSENT,
        "ready": False,
        "eligibility": "",
        "drain": False,
        "driver": "",
        "version": "",
        "region": str(record.get("region") or ""),
        "index": 0,
    }


def overlay(
    nodes: Iterable[Node], entries: Iterable[Record], external_pools: Collection[str]
) -> tuple[list[Node], list[Note]]:
    """The nodes as the store knows them.

    A node belongs to the record that pins its id, else to the one of its name that pins none. A node that carries a
    pinned name with another id is somebody else; an external node without a record is not in the fleet.
    """
    by_name = {str(record["name"]): record for record in entries}
    by_id = {str(record["node_id"]): record for record in by_name.values() if record.get("node_id")}
    result: list[Node] = []
    notes: list[Note] = []
    seen: set[str] = set()
    for node in nodes:
        record = by_id.get(node["id"]) or by_name.get(node["name"])
        if record is None:
            if node["node_pool"] in external_pools or node.get("external"):
                notes.append(Note(f"{_told(node)} is left out: the store has no record of it", node["ready"]))
            else:
                result.append(node)
            continue
        if record.get("node_id") and record["node_id"] != node["id"]:
            notes.append(Note(f"{_told(node)} is left out: the store pins node {record['node_id']}", node["ready"]))
            continue
        if record["name"] != node["name"]:
            notes.append(Note(f"{_told(node)} is '{record['name']}' in the store, which counts", True))
        seen.add(str(record["name"]))
        if record.get("state") in GONE:
            notes.append(Note(f"{_told(node)} is left out: it is {record['state']}", node["ready"]))
            continue
        result.append({**node, **_from_store(record, node["ready"])})
    for name, record in by_name.items():
        if name not in seen and record.get("state") not in GONE:
            result.append({**absent_node(record), **_from_store(record, False)})
    return result, notes


def _from_store(record: Record, ready: bool) -> Node:
    """The fields that the store decides."""
    state = str(record.get("state") or "")
    return {
        "name": str(record["name"]),
        "external": True,
        "scheduling_group": str(record.get("group") or ""),
        "fleet_state": DISCONNECTED if state == "accepted" and not ready else state,
        "vpn_index": int(record.get("index") or 0),
    }


def _told(node: Node) -> str:
    """A node as messages name it."""
    return f"node {node['id'][:100]} ({node['name'][:100]!r}, {node['status'][:100] or 'no status'})"
