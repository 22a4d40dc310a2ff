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
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.revocations import Revocations
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import (
    GROUPS,
    NODES,
    group_key,
    node_key,
    refuse_moved,
)

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

    def __init__(self, store: Store, wait: float = WAIT, revocations: Revocations | None = None) -> None:
        self.store = store
        self.wait = wait
        self.revocations = revocations

    def nodes(self, **wanted: t.Any) -> list[Record]:
        """Nodes in the order of their names; a wanted field is a value or several, None for any."""
        name = wanted.pop("name", None)
        if name is not None:
            entry = self.store.get(node_key(check_name(name)))
            found = [entry.value] if entry else []
        else:
            found = [entry.value for entry in self.store.list(NODES)]
        wanted = {
            key: value if isinstance(value, list) else [value] for key, value in wanted.items() if value is not None
        }
        chosen = [
            record
            for record in self._revoked_or(found, name)
            if all(record.get(key) in values for key, values in wanted.items())
        ]
        return sorted(chosen, key=lambda record: str(record["name"]))

    def _revoked_or(self, found: list[Record], name: str | None) -> list[Record]:
        """The records, and what is on the list of revocations as it has to be, whatever the store says."""
        listed = self.revocations.read() if self.revocations else {}
        there = {record["name"]: record for record in found}
        for one, generation in listed.items():
            if name in (None, one) and there.get(one, {}).get("state") not in records.LEAVING:
                there[one] = records.restored(one, there.get(one), generation)
        return list(there.values())

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
        outcome = self._keep(key, lambda lock: self._node(name, key, state, wished, lock), state, check_mode)
        after = outcome.after or {}
        if self.revocations is None or after.get("state") not in records.LEAVING:
            return outcome
        if self.revocations.read().get(name, 0) >= after["generation"]:
            return outcome
        if not check_mode:
            self.revocations.add(name, after["generation"])  # revoked from elsewhere, or before there was this list
        return Outcome(True, outcome.before, outcome.after)

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
        current = self._known(name, entry.value if entry else None, state)
        if current is None and state not in ("declared", "absent"):
            known = [record["name"] for record in self.nodes()]
            raise BadInput(f"name: there is no node {name!r} to be {state}; {nearest(name, known, 'node')}")
        desired = records.settled(name, current, state, wished)
        if desired is not None and desired["group"] and desired["group"] != (current or {}).get("group"):
            self._check_group(desired["group"])
        if desired is not None and desired["state"] in records.LIVE and not desired["index"]:
            desired["index"] = self._free_index(wished.get("last_index"))
        if lock is not None and self.revocations and desired is not None and desired["state"] in records.LEAVING:
            self.revocations.add(name, desired["generation"])  # before the store, which may be restored
        return self._write(key, entry, desired, lock)

    def _known(self, name: str, current: Record | None, state: str) -> Record | None:
        """The record, or an error where the store has forgotten that the node was revoked."""
        generation = self.revocations.read().get(name) if self.revocations else None
        if generation is None or (current or {}).get("state") in records.LEAVING:
            return current
        if state != "revoking":
            there = f"says {current['state']}" if current else "has no record of it"
            raise BadInput(
                f"{name} was revoked, but the store {there}: an older backup of it was restored; revoke it again (state: revoking)"
            )
        record = {"name": name, **records.FRESH, **(current or {})}
        return {**record, "generation": max(record["generation"], generation - 1)}

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
