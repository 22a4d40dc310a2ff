# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does what _fleet/drift.py decides: takes work from what drifts, and brings nodes into the group that they are to be in.

Nothing is remembered here. Why a node has no work is written at its drain, by which the next run goes on.
Private to this collection: no promise to others.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import datetime
import ipaddress
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils import _nodes as nodes
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import drift
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.drift import Finding, Judgement, Move, Sighting
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.nodes import GROUP_KEY
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

LOCK = "reconcile"
MARK = "nomadic.fleet"  # the key at a node's last drain
ELSEWHERE = "(none of the fleet's)"  # a group that nobody has declared; its name would cost one request a node
WORKERS = 16
PAST = {drift.ISOLATE: "its work was taken", drift.RELEASE: "it may work again", drift.PURGE: "Nomad has forgotten it"}
NOW = -1  # as the deadline of a drain

Network = ipaddress.IPv4Network
T = t.TypeVar("T", Finding, Move)


@dataclasses.dataclass(frozen=True)
class Wish:
    """What is looked at, and how far it goes."""

    names: t.Collection[str] = ()  # of devices; all without
    networks: t.Sequence[Network] = ()
    repair: bool = False
    purge_after: float = 0  # seconds; 0 for never


@dataclasses.dataclass(frozen=True)
class Done:
    """What was found, what was done about it, and what could not be."""

    judgement: Judgement
    errors: t.Mapping[str, str] = dataclasses.field(default_factory=dict)  # by node id
    acted: bool = False


class Reconciler:
    """One fleet, as one region of Nomad has it."""

    def __init__(self, client: NomadClient, registry: Registry, seconds: float = 60) -> None:
        self.client = client
        self.registry = registry
        self.seconds = seconds  # that one step of one move may take; the next run goes on with one that takes longer

    def run(self, wish: Wish = Wish(), check_mode: bool = False) -> Done:
        """Look, and do what is to be done under a lock: another run may be at it."""
        judgement = self._judge(wish)
        if check_mode or not due(judgement):
            return Done(judgement)
        with self.registry.store.lock(LOCK, wait=self.registry.wait):
            judgement = self._judge(wish)
            errors = self._each(self._act, [one for one in judgement.findings if one.act])
            errors |= self._each(self._move, [one for one in judgement.moves if one.online])
        return Done(judgement, errors, acted=due(judgement))

    def _judge(self, wish: Wish) -> Judgement:
        """What differs, of these names or of all; what is acted upon may be restricted, what is seen is always the whole fleet."""
        registered = self.registry.nodes()
        known = {record["name"] for record in registered}
        if missing := [name for name in wish.names if name not in known]:
            raise BadInput(f"nodes: the registry has no {', '.join(missing)}; fleet_node_info lists them")
        groups = {record[key] for record in registered for key in ("group", "placed") if record.get(key)}
        groups.update(record["name"] for record in self.registry.groups())
        purge_before = time.time() - wish.purge_after if wish.purge_after else 0
        found = drift.judge(registered, self._sightings(sorted(groups)), wish.networks, wish.repair, purge_before)
        if not wish.names:
            return found
        return Judgement(
            [one for one in found.findings if one.name in wish.names],
            [one for one in found.moves if one.name in wish.names],
        )

    def _sightings(self, groups: t.Sequence[str]) -> t.Iterator[Sighting]:
        """All nodes. The list has no metadata, so one more for each group says who is in it, and a last one who is elsewhere."""
        claims: dict[str, str] = {}
        wanted = [(f"Meta.{GROUP_KEY} == {quoted(group)}", group) for group in groups]
        for expression, group in [*wanted, (f"Meta.{GROUP_KEY} is not empty", ELSEWHERE)]:
            for page in self.client.pages(["nodes"], {"filter": expression}):
                for node in page:
                    claims.setdefault(node["ID"], group)
        for page in self.client.pages(["nodes"]):
            for node in page:
                eligible = node.get("SchedulingEligibility") == "eligible" and not node.get("Drain")
                last = node.get("LastDrain") or {}
                mark = (last.get("Meta") or {}).get(MARK, "")
                yield Sighting(
                    id=node["ID"],
                    name=node["Name"],
                    pool=node.get("NodePool") or "default",
                    group=claims.get(node["ID"], ""),
                    online=node.get("Status") == "ready",
                    eligible=eligible,
                    mark="" if eligible else mark,
                    since=_moment(last.get("UpdatedAt")),
                    address=node.get("Address") or "",
                )

    def _each(self, work: t.Callable[[T], None], items: t.Sequence[T]) -> dict[str, str]:
        """Side by side; what one node refuses does not keep the others."""

        def one(item: T) -> tuple[str, str]:
            try:
                work(item)
            except FleetError as error:
                return item.node_id, str(error)
            return item.node_id, ""

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            return {node_id: error for node_id, error in pool.map(one, items) if error}

    def _act(self, finding: Finding) -> None:
        node = {"ID": finding.node_id}
        if finding.act == drift.RELEASE:
            nodes.set_eligibility(self.client, node, "eligible")
        elif finding.act == drift.PURGE:
            nodes.purge(self.client, node)
        else:
            nodes.drain(self.client, node, NOW, ignore_system=False, meta={MARK: drift.DRIFT, "reason": finding.kind})

    def _move(self, move: Move) -> None:
        """Empty-handed from one group to the other: Nomad looks at a job's constraints only when it places it."""
        node = nodes.find_node(self.client, None, move.node_id)
        mark = {MARK: drift.MOVE if move.release else drift.MOVE_AND_HOLD, "reason": f"to group {move.after or 'none'}"}
        if not move.emptied:
            nodes.drain(self.client, node, NOW, ignore_system=False, meta=mark)
            nodes.wait_drained(self.client, node, ignore_system=False, seconds=self.seconds)
        changes = nodes.metadata_changes(node, {GROUP_KEY: move.after or None})
        if changes:
            nodes.set_metadata(self.client, node, changes, self.seconds)
        self.registry.keep_node(move.name, "declared", {"placed": move.after})
        if move.release:
            nodes.set_eligibility(self.client, node, "eligible")


def _moment(given: str | None) -> float:
    """Of the form that Go writes."""
    return datetime.datetime.fromisoformat(given).timestamp() if given else 0


def due(judgement: Judgement) -> bool:
    """Whether there is anything to do; a move of a node that is away only waits."""
    return any(one.act for one in judgement.findings) or any(one.online for one in judgement.moves)


def lines(done: Done) -> t.Iterator[str]:
    """The same for people, whole lines."""
    for one in done.judgement.findings:
        error = done.errors.get(one.node_id)
        became = (
            f"; could not {one.act} it: {error}" if error else f"; {PAST[one.act]}" if one.act and done.acted else ""
        )
        yield f"{one.name} ({one.node_id}) {one.kind}: {one.detail}{became}. To do: {one.hint}"
    for move in done.judgement.moves:
        where = f"{move.name}: from group {move.before or 'none'} to {move.after or 'none'}"
        if error := done.errors.get(move.node_id):
            yield f"{where} is not over: {error}"
        elif not move.online:
            yield f"{where} waits, the device is away"
        else:
            yield f"{where}{', done' if done.acted else ''}"
    if not done.judgement.findings and not done.judgement.moves:
        yield "every node is as the registry says"
