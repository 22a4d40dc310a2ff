# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the fleet: Nomad's nodes, held against the store's records. Never Ansible's inventory."""

from __future__ import annotations

import difflib
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import DRAINING, INELIGIBLE, Device, Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import GROUPS, NODES, SEGMENT, node_key

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

GROUP_KEY = "scheduling_group"
PENDING_POOL = "external-pending"
NO_WORK = ("pending", "rejected", "revoking", "revoked", "retired")
SINGLE_READS = 20  # up to so many nodes are read one by one, more by the list
NAMES = 50  # names in one filter expression
LISTED = 3600.0  # seconds for which a list of all nodes says who there is; Nomad forgets nobody who was up since
UNWELL = f'Status != "ready" or SchedulingEligibility != "eligible" or NodePool == "{PENDING_POOL}"'
WELL = {"Status": "ready", "SchedulingEligibility": "eligible"}

Node = dict[str, t.Any]


class NomadFleet:
    """The fleet as Nomad and the store know it."""

    def __init__(self, client: NomadClient, store: Store) -> None:
        self.client = client
        self.store = store
        self._known: dict[str, tuple[str, str]] = {}  # id -> name and pool, of all nodes of the last list
        self._until = 0.0

    def select(self, select: Select) -> list[Device]:
        """Members in the order they are to be offered: groups as given, names in order within one.

        A living selection may be empty for a while; else nobody is an error, since it most likely is a misspelt name.
        """
        records = self._records()
        if select.groups:
            return self._groups(select.groups, records, may_be_empty=select.living)
        if select.nodes:
            return self._named(select.nodes, records)
        nodes = self._list({"filter": select.filter} if select.filter else {}, "select.filter" if select.filter else "")
        nodes = [node for node in nodes if node.get("NodePool") != PENDING_POOL]
        if not nodes and not select.living:
            raise BadInput(
                f"select.filter: no node matches {select.filter}"
                if select.filter
                else "select.all: there is no node in the fleet"
            )
        return self._devices(nodes, records)

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        """The present state of these devices."""
        wanted = set(ids)
        nodes = self._single(wanted) if len(wanted) <= SINGLE_READS else self._many(wanted)
        records = self._records(node["Name"] for node in nodes)
        return {node["ID"]: self._device(node, records.get(node["Name"])) for node in nodes}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        """Those that the servers do not hear of."""
        present = self.look(ids)
        return {id_ for id_ in ids if id_ not in present or not present[id_].online}

    def _single(self, ids: t.Collection[str]) -> list[Node]:
        answers = [self.client.find(["node", id_]) for id_ in sorted(ids)]
        return [answer.data for answer in answers if answer is not None]

    def _many(self, wanted: t.AbstractSet[str]) -> list[Node]:
        """Every wave looks at its own devices, and most of the fleet is well: the list of those that are not is enough."""
        if time.monotonic() < self._until:
            unwell = {node["ID"]: node for node in self._list({"filter": UNWELL})}
            strange = wanted - self._known.keys() - unwell.keys()
            if len(strange) <= SINGLE_READS:
                well = ((id_, *self._known[id_]) for id_ in wanted & self._known.keys() - unwell.keys())
                nodes = [{**WELL, "ID": id_, "Name": name, "NodePool": pool} for id_, name, pool in well]
                return [*nodes, *(unwell[id_] for id_ in wanted & unwell.keys()), *self._single(strange)]
        self._until = time.monotonic() + LISTED
        nodes = self._list({})
        self._known = {node["ID"]: (node["Name"], node.get("NodePool", "")) for node in nodes}
        return [node for node in nodes if node["ID"] in wanted]

    def _records(self, names: t.Iterable[str] | None = None) -> dict[str, Node]:
        """What the store knows, of all nodes or of some, whose names may be anything."""
        keys = None if names is None else {node_key(name) for name in names if SEGMENT.fullmatch(name)}
        entries = self.store.list(NODES) if keys is None else self.store.some(NODES, keys)
        return {entry.value["name"]: entry.value for entry in entries}

    def _list(self, params: dict[str, str], path: str = "") -> list[Node]:
        try:
            return [node for page in self.client.pages(["nodes"], params) for node in page]
        except ApiError as error:
            if path and error.status in (400, 500):
                raise BadInput(f"{path}: {error}") from error
            raise

    def _groups(self, groups: t.Sequence[str], records: t.Mapping[str, Node], may_be_empty: bool) -> list[Device]:
        found: list[Device] = []
        seen: set[str] = set()
        for group in groups:
            nodes = self._list({"filter": f"Meta.{GROUP_KEY} == {quoted(group)}"})
            # What a device says about itself does not put it into a group that the store knows it is not in.
            nodes = [
                node
                for node in nodes
                if not self._elsewhere(records.get(node["Name"]), group) and node.get("NodePool") != PENDING_POOL
            ]
            if not nodes and not may_be_empty:
                raise BadInput(f"select.groups: nobody is in group '{group}'{self._near(group, records)}")
            found += [device for device in self._devices(nodes, records) if device.id not in seen]
            seen.update(device.id for device in found)
        return found

    @staticmethod
    def _elsewhere(record: t.Mapping[str, t.Any] | None, group: str) -> bool:
        return bool(record and record.get("group") and record["group"] != group)

    def _near(self, group: str, records: t.Mapping[str, Node]) -> str:
        known = {record["group"] for record in records.values() if record.get("group")}
        known.update(entry.key.rsplit("/", 1)[1] for entry in self.store.list(GROUPS))
        known.discard(group)
        if not known:
            return "; put nodes into it with the module nomadic.fleet.nomad_node"
        near = difflib.get_close_matches(group, sorted(known), n=3, cutoff=0.5)
        return (
            f", did you mean {' or '.join(repr(name) for name in near)}?"
            if near
            else f"; groups that exist: {', '.join(sorted(known)[:10])}"
        )

    def _named(self, wanted: t.Sequence[str], records: t.Mapping[str, Node]) -> list[Device]:
        nodes: list[Node] = []
        for first in range(0, len(wanted), NAMES):
            some = wanted[first : first + NAMES]
            nodes += self._list(
                {"filter": " or ".join(f"Name == {quoted(name)} or ID == {quoted(name)}" for name in some)}
            )
        devices = self._devices(nodes, records)
        known = {device.name: device for device in devices} | {device.id: device for device in devices}
        missing = [name for name in wanted if name not in known]
        if missing:
            raise BadInput(
                f"select.nodes: Nomad knows no node {', '.join(repr(name) for name in missing[:5])}; check the name, or enrol it first"
            )
        return list({known[name].id: known[name] for name in wanted}.values())

    def _devices(self, nodes: t.Sequence[Node], records: t.Mapping[str, Node]) -> list[Device]:
        """One device a name: the pinned node, else one that is up, else the newest."""

        def rank(node: Node) -> tuple[bool, bool, int]:
            pinned = (records.get(node["Name"]) or {}).get("node_id")
            return (node["ID"] == pinned, node.get("Status") == "ready", node.get("CreateIndex", 0))

        best: dict[str, Node] = {}
        for node in nodes:
            if node["Name"] not in best or rank(node) > rank(best[node["Name"]]):
                best[node["Name"]] = node
        return [self._device(best[name], records.get(name)) for name in sorted(best)]

    @staticmethod
    def _device(node: Node, record: t.Mapping[str, t.Any] | None) -> Device:
        barred = ""
        if record and record.get("node_id") and record["node_id"] != node["ID"]:
            barred = "drift: the store pins another node id"
        elif record and record.get("state") in NO_WORK:
            barred = str(record["state"])
        elif node.get("NodePool") == PENDING_POOL:
            barred = "pending"
        elif node.get("Drain"):
            barred = DRAINING
        elif node.get("SchedulingEligibility") != "eligible":
            barred = INELIGIBLE
        return Device(
            id=node["ID"],
            name=node["Name"],
            online=node.get("Status") == "ready",
            barred=barred,
            pool=node.get("NodePool") or "default",
        )
