# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad's nodes held against the registry: who is not what he is to be, and who is on the way. Decides, and reads nothing.

A device says itself which name, pool and group it has, and can say something else tomorrow. The registry pins its node
id, so every such change is seen here. What drifts gets no work; what is meant to change is a move.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.nodes import PENDING_POOL

#: The pools of a fleet that has not chosen others.
POOLS = frozenset({records.FRESH["pool"], PENDING_POOL})
#: What a node without work is marked with: taken by drift, or by a move, which gives it back at its end or leaves that.
DRIFT, MOVE, MOVE_AND_HOLD = "drift", "move", "move-and-hold"
#: What is done to a node.
ISOLATE, RELEASE, PURGE = "isolate", "release", "purge"

ENROL = "run nomadic.fleet.enroll -e target={name}, then reconcile with repair=true"
#: Kind -> what to do about it.
HINTS = {
    "unknown": "enrol the device, or find out who runs it",
    "ended": "nothing, if the device is gone; else find out who still runs it",
    "second": "find out who uses the name; a device that was installed anew: run nomadic.fleet.enroll -e target={name} -e enroll_replace=true",
    "ghost": "nothing: Nomad forgets it by itself",
    "name": ENROL,
    "pool": ENROL,
    "group": "reconcile with repair=true",
    "isolated": "reconcile with repair=true",
    "unpinned": "run nomadic.fleet.enroll -e target={name} again, it was not finished",
    "gone": "run nomadic.fleet.enroll -e target={name}, Nomad has forgotten it",
}

Record = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Sighting:
    """A node as the servers see it."""

    id: str
    name: str
    pool: str
    group: str = ""
    online: bool = True
    eligible: bool = True
    mark: str = ""  # why the fleet took its work, while it has none
    since: float = 0  # when that was, in seconds since the epoch
    address: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One node, or one record, that is not as it is to be."""

    kind: str
    name: str
    node_id: str
    detail: str
    act: str = ""

    @property
    def hint(self) -> str:
        """What to do about it."""
        return HINTS[self.kind].format(name=self.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """A node on its way from one group to another."""

    name: str
    node_id: str
    before: str
    after: str
    online: bool
    emptied: bool  # whether it has lost the old group's work already
    release: bool  # whether it takes work at the end, which one that an operator holds back does not


@dataclasses.dataclass(frozen=True)
class Judgement:
    """All of them, in the order of names."""

    findings: list[Finding]
    moves: list[Move]


def judge(
    registered: t.Iterable[Record],
    sightings: t.Iterable[Sighting],
    networks: t.Sequence[ipaddress.IPv4Network] = (),
    repair: bool = False,
    purge_before: float = 0,
) -> Judgement:
    """Hold one against the other.

    Args:
        registered: the records of all external nodes
        sightings: all nodes of Nomad, those of a cloud too
        networks: addresses that only external nodes have
        repair: whether what can be set right from here is to be
        purge_before: nodes of devices that have left are forgotten if they are away, and have had no work since this moment

    """
    everybody = list(registered)
    pools = POOLS | {record["pool"] for record in everybody}
    pinned = {record["node_id"]: record for record in everybody if record.get("node_id")}
    named = {record["name"]: record for record in everybody}
    seen: set[str] = set()
    findings: list[Finding] = []
    moves: list[Move] = []
    for node in sightings:
        seen.add(node.id)
        if record := pinned.get(node.id):
            found = _member(node, record, repair)
        elif record := named.get(node.name):
            found = _namesake(node, record)
        elif node.pool in pools or _within(node.address, networks):
            found = _finding("unknown", node, f"no record is about a node {node.name} in pool {node.pool}")
        else:
            continue  # not one of ours
        if isinstance(found, Finding):
            tomb = found.kind == "ended" and record is not None and record["state"] in records.ENDED and not node.online
            if tomb and not found.act and node.since < purge_before:
                found = dataclasses.replace(found, act=PURGE)
            findings.append(found)
        elif found:
            moves.append(found)
    for record in everybody:
        if record["state"] == "accepted" and record["node_id"] not in seen:
            findings.append(Finding("gone", record["name"], record["node_id"], "Nomad knows no node of this id"))
    findings.sort(key=lambda one: (one.name, one.node_id))
    moves.sort(key=lambda one: one.name)
    return Judgement(findings, moves)


def _member(node: Sighting, record: Record, repair: bool) -> Finding | Move | None:
    """The node that a record pins."""
    name, group, placed = record["name"], record["group"], records.placed(record)
    if record["state"] not in records.LIVE:
        return _finding("ended", node, f"{name} is {record['state']}", name)
    if node.name != name:
        return _finding("name", node, f"it calls itself {node.name!r}", name)
    pool = PENDING_POOL if record["state"] == "pending" else record["pool"]
    if node.pool != pool:
        return _finding("pool", node, f"it is in pool {node.pool!r}, not {pool!r}", name)
    known = node.group in (group, placed)
    if not known and not repair:
        return _finding("group", node, f"it says group {node.group!r}, not {group!r}", name)
    if node.mark == DRIFT and not repair:
        return _finding("isolated", node, "nothing differs any more", name)
    if node.group != group or placed != group or node.mark == MOVE:
        emptied = node.mark in (MOVE, MOVE_AND_HOLD) and node.group == group
        release = node.eligible or node.mark in (MOVE, DRIFT)
        return Move(name, node.id, node.group, group, node.online, emptied, release)
    if node.mark == DRIFT:
        return Finding("isolated", name, node.id, "nothing differs any more", RELEASE)
    return None


def _namesake(node: Sighting, record: Record) -> Finding:
    """A node that only has the name of a record."""
    if record["state"] not in records.LIVE:
        return _finding("ended", node, f"{node.name} is {record['state']}")
    if not record.get("node_id"):
        # An enrolment that is under way costs its node nothing.
        return Finding("unpinned", node.name, node.id, f"{node.name} is {record['state']}, its node is not pinned yet")
    detail = f"the registry pins {record['node_id']}"
    return _finding("second" if node.online else "ghost", node, detail)


def _finding(kind: str, node: Sighting, detail: str, name: str = "") -> Finding:
    """What costs the node its work, unless it has lost that already."""
    return Finding(kind, name or node.name, node.id, detail, "" if node.mark == DRIFT else ISOLATE)


def _within(address: str, networks: t.Sequence[ipaddress.IPv4Network]) -> bool:
    if not networks:
        return False
    try:
        given = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return any(given in network for network in networks)
