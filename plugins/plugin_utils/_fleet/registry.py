# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry: records of nodes and groups in the store, safe with any number of writers.

What is decided by reading more than one record (an index, the members of a group) is decided under one lock.
"""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import groups, records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.names import check_name, nearest
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Entry, Lock, Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import group_key, node_key, refuse_moved

NODES = "fleet/nodes/"
GROUPS = "fleet/groups/"
SHARDS = 256
FIRST_INDEX = 10
LOCK = "registry"
#: Longer than Consul takes to give out a lock whose holder was killed: twice the TTL of 30 s, and the delay of 15 s.
WAIT = 100

Record = dict[str, t.Any]
Wish = t.Mapping[str, t.Any]


def walk(store: Store) -> t.Iterator[Entry]:
    """The records of all nodes, shard by shard: 256 small reads instead of a large one, for what lives long."""
    for shard in range(SHARDS):
        yield from store.list(f"{NODES}{shard:02x}/")


class Registry:
    """The registry in a store."""

    def __init__(self, store: Store, wait: float = WAIT) -> None:
        self.store = store
        self.wait = wait

    def nodes(self, **wanted: t.Any) -> list[Record]:
        """Nodes in the order of their names; a wanted field is a value or several, None for any."""
        name = wanted.pop("name", None)
        if name is not None:
            entry = self.store.get(node_key(check_name(name)))
            found = [entry] if entry else []
        else:
            found = self.store.list(NODES)
        wanted = {key: value for key, value in wanted.items() if value is not None}
        chosen = [
            entry.value
            for entry in found
            if all(
                entry.value.get(key) in (value if isinstance(value, list) else [value]) for key, value in wanted.items()
            )
        ]
        return sorted(chosen, key=lambda record: str(record["name"]))

    def groups(self) -> list[Record]:
        """Groups in the order of their names."""
        return [entry.value for entry in self.store.list(GROUPS)]

    def members(self) -> dict[str, list[str]]:
        """Group -> the names of the nodes that are in it, or are to be."""
        found: dict[str, list[str]] = {}
        for record in self.nodes(state=list(records.LIVE)):
            found.setdefault(record["group"], []).append(record["name"])
        return found

    def keep_node(self, name: str, state: str, wished: Wish, check_mode: bool = False) -> Outcome:
        """Make the record of a node be as wished, or be gone."""
        key = node_key(check_name(name))
        return self._keep(key, lambda lock: self._node(name, key, state, wished, lock), state, check_mode)

    def keep_group(self, name: str, state: str, wished: Wish, check_mode: bool = False) -> Outcome:
        """Make the record of a group be as wished, or be gone."""
        groups.settled(name, None, wished)
        key = group_key(name)
        return self._keep(key, lambda lock: self._group(name, key, state, wished, lock), state, check_mode)

    def _keep(self, key: str, work: t.Callable[[Lock | None], Outcome], state: str, check_mode: bool) -> Outcome:
        """Look first: what changes nothing needs no lock, and leaves no trace on the server."""
        if check_mode or state == "absent" or self.store.get(key) is not None:
            planned = work(None)
            if check_mode or not planned.changed:
                return planned
        with self.store.lock(LOCK, wait=self.wait) as lock:
            refuse_moved(self.store)  # while this one waited
            return work(lock)

    def _node(self, name: str, key: str, state: str, wished: Wish, lock: Lock | None) -> Outcome:
        entry = self.store.get(key)
        current = entry.value if entry else None
        if current is None and state not in ("declared", "absent"):
            known = [record["name"] for record in self.nodes()]
            raise BadInput(f"name: there is no node {name!r} to be {state}; {nearest(name, known, 'node')}")
        desired = records.settled(name, current, state, wished)
        if desired is not None and desired["group"] and desired["group"] != (current or {}).get("group"):
            self._check_group(desired["group"])
        if desired is not None and desired["state"] in records.LIVE and not desired["index"]:
            desired["index"] = self._free_index(wished.get("last_index"))
        return self._write(key, entry, desired, lock)

    def _group(self, name: str, key: str, state: str, wished: Wish, lock: Lock | None) -> Outcome:
        entry = self.store.get(key)
        if state != "absent":
            return self._write(key, entry, groups.settled(name, entry.value if entry else None, wished), lock)
        members = self.members().get(name, []) if entry else []
        if members:
            more = f" and {len(members) - 5} more" if len(members) > 5 else ""
            raise BadInput(
                f"name: the group {name!r} is in use by {', '.join(members[:5])}{more}; put them into another group first, or into"
                " none (fleet_node with group: '')"
            )
        return self._write(key, entry, None, lock)

    def _write(self, key: str, entry: Entry | None, desired: Record | None, lock: Lock | None) -> Outcome:
        index = entry.index if entry else 0

        def write(record: Record) -> Record:
            self.store.cas(key, record, index, lock)
            return record

        return sync(
            "absent" if desired is None else "present",
            entry.value if entry else None,
            desired or {},
            create=write,
            update=write,
            delete=lambda _record: self.store.delete(key, index, lock),
            check_mode=lock is None,
        )

    def _check_group(self, group: str) -> None:
        """A fleet that declares groups has no others; one that declares none names them as it likes."""
        known = [record["name"] for record in self.groups()]
        if known and group not in known:
            raise BadInput(
                f"group: there is no group {group!r}, {nearest(group, known, 'group')}; declare it with fleet_group"
            )

    def _free_index(self, last: int | None) -> int:
        """The lowest that no node has. Nodes that ended have none."""
        taken = {entry.value.get("index") for entry in self.store.list(NODES)}
        index = FIRST_INDEX
        while index in taken:
            index += 1
        if last is not None and index > last:
            raise BadInput(
                f"last_index: all {last - FIRST_INDEX + 1} indexes from {FIRST_INDEX} to {last} are given; retire nodes that are"
                " gone, or give the gateways wider prefixes"
            )
        return index
