# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole fleet at a glance: what the store knows, held against Nomad's list of nodes. Nothing here writes."""

from __future__ import annotations

import collections
import dataclasses
import json
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import certificates, journal, parsing
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.batch import RELEASE_KEY
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.commands import commands
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import STARTED, Document, Ports, moment
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Policy, Update
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.records import LIVE
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.rollback import SUFFIX, way_back
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.rollout import Rollout
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import NODES

if t.TYPE_CHECKING:
    from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import NomadClient

RELEASES = 20  # that are counted, of the rollouts with the latest steps; each is a list of its own at the servers
PRESENCE = ("online", "offline", "absent")


def overview(
    store: Store, client: NomadClient, sessions: t.Iterable[t.Mapping[str, t.Any]] = (), now: float = 0
) -> Document:
    """Groups, releases and rollouts; without an answer of Nomad, what the store knows. With the gateways' sessions, who does not renew."""
    started = _rollouts(store)
    records = [entry.value for entry in store.list(NODES)]
    releases: list[Document] = []
    nodes: Nodes | None
    try:
        nodes, reason = Nodes(client), ""
        releases = _releases(client, started)
    except FleetError as error:
        nodes, reason = None, str(error)
    return {
        "nomad": {"answers": nodes is not None, "error": reason},
        "groups": _groups(records, nodes),
        "others": nodes.others(records) if nodes else {},
        "certificates": certificates.certificates(records, sessions, now),
        "releases": releases,
        "rollouts": [document for _rules, document in started],
    }


class Nodes:
    """Nomad's nodes, reduced to what is counted: a list of a hundred thousand is not kept."""

    def __init__(self, client: NomadClient) -> None:
        self._of: dict[str, tuple[str, bool, bool]] = {}  # id -> name, online, takes work
        self._named: dict[str, str] = {}
        for page in client.pages(["nodes"]):
            for node in page:
                online = node["Status"] == "ready"
                takes = node.get("SchedulingEligibility") == "eligible" and not node.get("Drain")
                self._of[node["ID"]] = (node["Name"], online, takes)
                if online or node["Name"] not in self._named:
                    self._named[node["Name"]] = node["ID"]

    def of(self, record: Document) -> tuple[str, bool, bool] | None:
        """The node that the record pins, else one of its name."""
        return self._of.get(record.get("node_id") or self._named.get(record["name"], ""))

    def others(self, records: t.Sequence[Document]) -> dict[str, int]:
        """How many nodes there are that no record is about, like those of a cloud."""
        known = {record["name"] for record in records}
        found = [online for name, online, _takes in self._of.values() if name not in known]
        return {"nodes": len(found), "online": sum(found), "offline": len(found) - sum(found)}


def _groups(records: t.Sequence[Document], nodes: Nodes | None) -> list[Document]:
    """Devices by group; only those that may work are looked for in Nomad."""
    groups: dict[str, list[Document]] = collections.defaultdict(list)
    for record in records:
        groups[record.get("group") or ""].append(record)
    found = []
    for name, members in sorted(groups.items()):
        states = collections.Counter(str(record["state"]) for record in members)
        group: Document = {"group": name, "devices": len(members), "states": dict(sorted(states.items()))}
        if nodes is not None:
            counts = dict.fromkeys((*PRESENCE, "ineligible"), 0)
            for node in (nodes.of(record) for record in members if record["state"] in LIVE):
                _name, online, takes = node or ("", False, True)
                counts["absent" if node is None else "online" if online else "offline"] += 1
                counts["ineligible"] += not takes
            group.update(counts)
        found.append(group)
    return found


def _rollouts(store: Store) -> list[tuple[Policy, Document]]:
    """Every rollout that was started, the one with the latest step first; their audit trails are not read."""
    nobody: t.Any = None  # reading asks nothing but the store
    found = []
    for entry in store.list(STARTED):
        name = entry.value["rollout"]
        base = f"fleet/rollouts/{name}"
        state, kept = store.get(f"{base}/state"), store.get(f"{base}/policy")
        if state is None or kept is None:
            continue
        rules = parsing.parse(json.loads(kept.value["document"]))
        # The way back keeps the policy that says how.
        rules = way_back(rules) if name == f"{rules.rollout}{SUFFIX}" else dataclasses.replace(rules, rollout=name)
        report = Rollout(rules, Ports(store, nobody, nobody, nobody, nobody)).status()
        path = entry.value.get("file") or f"POLICY_OF_{name}"
        typed = [] if name.endswith(SUFFIX) else commands(report.state, report.approval, path)
        document = {
            "rollout": name,
            "track": entry.value["track"],
            "state": report.state,
            "message": report.message,
            "wave": state.value["wave"],
            "counts": dict(report.counts),
            "total": report.total,
            "approval": report.approval,
            "next_step": moment(report.next_step) if report.next_step else "",
            "updated": moment(state.value["updated"]),
            "commands": typed,
        }
        found.append((state.value["updated"], rules, document))
    found.sort(key=lambda one: (-one[0], one[2]["rollout"]))
    return [(rules, document) for _updated, rules, document in found]


def _releases(client: NomadClient, started: t.Sequence[tuple[Policy, Document]]) -> list[Document]:
    """Nodes by the release that they publish, as far as a rollout has published it; one request, and further pages, each."""
    tracks: dict[str, set[str]] = collections.defaultdict(set)
    for rules, _document in started:
        if isinstance(rules.update, Update) and (rules.update.expect in tracks or len(tracks) < RELEASES):
            tracks[rules.update.expect].add(rules.track)
    found: list[Document] = []
    for release, names in tracks.items():
        nodes = _count(client, f"Meta.{RELEASE_KEY} == {quoted(release)}")
        found.append({"release": release, "tracks": sorted(names), "nodes": nodes})
    other = _count(client, f"Meta.{RELEASE_KEY} is not empty") - sum(one["nodes"] for one in found) if found else 0
    if other > 0:
        found.append({"release": "", "tracks": [], "nodes": other})
    return [one for one in found if one["nodes"]]


def _count(client: NomadClient, wanted: str) -> int:
    return sum(len(page) for page in client.pages(["nodes"], {"filter": wanted}))


def lines(found: Document, over: int = 5) -> t.Iterator[str]:
    """The same for people, whole lines; of the rollouts that are over, only the latest."""
    if not found["nomad"]["answers"]:
        yield f"Nomad does not answer, so this is only what the store knows: {found['nomad']['error']}"
    for group in found["groups"]:
        states = _counted(group["states"])
        seen = _counted({word: group[word] for word in (*PRESENCE, "ineligible") if group.get(word)})
        yield f"{'group ' + group['group'] if group['group'] else 'no group'}: {group['devices']} devices ({states}){'; ' + seen if seen else ''}"
    if not found["groups"]:
        yield "no device is in the store; enrol the first one: ansible-playbook nomadic.fleet.enroll"
    others = found["others"]
    if others.get("nodes"):
        yield f"not in the store: {others['nodes']} nodes; {others['online']} online, {others['offline']} offline"
    yield from certificates.lines(found["certificates"])
    for one in found["releases"]:
        what = f"release {one['release']} (track {', '.join(one['tracks'])})" if one["release"] else "other releases"
        yield f"{what}: {one['nodes']} nodes"
    closed = 0
    for one in found["rollouts"]:
        if one["state"] in journal.FINAL and (closed := closed + 1) > over:
            continue
        yield _rollout(one)
        for command in one["commands"][:1]:
            yield f"  {command}"
    if not found["rollouts"]:
        yield "no rollout was started"
    if closed > over:
        yield f"and {closed - over} older rollouts that are over"


def _rollout(one: Document) -> str:
    text = f"rollout {one['rollout']} (track {one['track']}): {one['state']}, wave {one['wave']}"
    if one["counts"]:
        text += f", {_counted(one['counts'])} of {one['total']}"
    if one["next_step"]:
        text += f", next step at {one['next_step']}"
    return f"{text}: {one['message']}" if one["message"] else text


def _counted(counts: t.Mapping[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.items())
