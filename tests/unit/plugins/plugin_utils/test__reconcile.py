# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done about drift and moves: in which order, interrupted at every request, and by how many requests.

The model of Nomad is for the interruptions. A real one is in the integration target action_fleet_reconcile.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore
from ansible_collections.nomadic.fleet.plugins.plugin_utils._reconcile import Reconciler, Wish, lines

IDS = {name: f"{number}0000000-0000-4000-8000-000000000000" for number, name in enumerate("abcdef", 1)}


class Killed(BaseException):
    """As kill -9: nobody catches it."""


class Answer:
    def __init__(self, data: t.Any) -> None:
        self.data = data


class Nomad:
    """Nodes, their metadata and drains. A drained node has no work at once, and an eligible one that of its group."""

    def __init__(self, **groups: str) -> None:
        self.nodes = {
            IDS[name]: {
                "ID": IDS[name],
                "Name": name,
                "NodePool": "external",
                "Status": "ready",
                "SchedulingEligibility": "eligible",
                "Meta": {"scheduling_group": group} if group else {},
                "LastDrain": None,
                "work": group,
            }
            for name, group in groups.items()
        }
        self.asked: list[str] = []
        self.changes = 0
        self.left = -1  # changes until it is killed, before or after which
        self.after = False
        self.refuses: set[str] = set()

    def sleep(self, _seconds: float) -> None:
        """Time is not of interest here."""

    def pages(self, path: t.Sequence[str], params: t.Mapping[str, str] | None = None) -> t.Iterator[list[t.Any]]:
        text = (params or {}).get("filter", "")
        self.asked.append(text)
        named = re.fullmatch(r"Meta\.scheduling_group == [`\"](.*)[`\"]", text)
        group = named[1] if named else None
        claims = [(node, node["Meta"].get("scheduling_group")) for node in self.nodes.values()]
        yield [node for node, claim in claims if not text or (claim == group if group else claim)]

    def get(self, path: t.Sequence[str], params: t.Mapping[str, str] | None = None) -> Answer:
        node = self.nodes[path[1]]
        return Answer([] if "allocations" in path else dict(node))

    def read(self, path: t.Sequence[str]) -> t.Any:
        return dict(self.nodes[path[1]])

    def put(self, path: t.Sequence[str], body: t.Any = None) -> None:
        if path[2] == "purge":
            del self.nodes[path[1]]
            return
        node = self.nodes[path[1]]
        if node["Name"] in self.refuses:
            raise FleetError(f"node {node['Name']} cannot be written")
        with_ = (
            {
                "SchedulingEligibility": "ineligible",
                "LastDrain": {"Meta": body["Meta"], "UpdatedAt": "2026-11-01T10:00:00.123456789Z"},
                "work": "",
            }
            if path[2] == "drain"
            else {"SchedulingEligibility": "eligible", "work": node["Meta"].get("scheduling_group", "")}
        )
        self._change(node, with_)

    def post(self, path: t.Sequence[str], body: t.Any, params: t.Mapping[str, str]) -> None:
        node = self.nodes[params["node_id"]]
        meta = {**node["Meta"], **body["Meta"]}
        self._change(node, {"Meta": {key: value for key, value in meta.items() if value is not None}})

    def _change(self, node: dict[str, t.Any], values: dict[str, t.Any]) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        node.update(values)
        self.changes += 1
        if self.left == 0:
            raise Killed

    def of(self, name: str) -> tuple[str, bool, str]:
        node = self.nodes[IDS[name]]
        return node["Meta"].get("scheduling_group", ""), node["SchedulingEligibility"] == "eligible", node["work"]


def registry(path: pathlib.Path, **groups: str) -> Registry:
    found = Registry(DirectoryStore(str(path)))
    for name, group in groups.items():
        found.keep_node(name, "declared", {"group": group, "node_id": IDS[name], "placed": group})
    return found


def reconciler(nomad: Nomad, of: Registry) -> Reconciler:
    return Reconciler(t.cast(t.Any, nomad), of, 5)


def test_a_fleet_in_order_costs_one_list_a_group_and_two_more(tmp_path: pathlib.Path) -> None:
    groups = {"a": "kiosk", "b": "sensor", "c": "kiosk", "d": ""}
    nomad, of = Nomad(**groups), registry(tmp_path, **groups)
    done = reconciler(nomad, of).run()
    assert list(lines(done)) == ["every node is as the registry says"]
    assert len(nomad.asked) == 2 + 2
    assert nomad.changes == 0


def test_moves(tmp_path: pathlib.Path) -> None:
    nomad, of = Nomad(a="kiosk", b="kiosk", c="kiosk"), registry(tmp_path, a="kiosk", b="kiosk", c="kiosk")
    nomad.nodes[IDS["b"]]["SchedulingEligibility"] = "ineligible"
    nomad.nodes[IDS["c"]]["Status"] = "down"
    for name in "abc":
        of.keep_node(name, "declared", {"group": "sensor"})
    assert [record["placed"] for record in of.nodes()] == ["kiosk"] * 3
    planned = reconciler(nomad, of).run(check_mode=True)
    assert (nomad.changes, len(planned.judgement.moves)) == (0, 3)
    done = reconciler(nomad, of).run()
    assert not done.errors
    assert nomad.of("a") == ("sensor", True, "sensor")
    assert nomad.of("b") == ("sensor", False, "")
    assert nomad.of("c") == ("kiosk", True, "kiosk")
    assert [record["placed"] for record in of.nodes()] == ["sensor", "sensor", "kiosk"]
    assert list(lines(done)) == [
        "a: from group kiosk to sensor, done",
        "b: from group kiosk to sensor, done",
        "c: from group kiosk to sensor waits, the device is away",
    ]
    before = nomad.changes
    assert not reconciler(nomad, of).run().acted
    assert nomad.changes == before
    nomad.nodes[IDS["c"]]["Status"] = "ready"
    assert reconciler(nomad, of).run().acted
    assert nomad.of("c") == ("sensor", True, "sensor")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_move_that_is_killed_is_finished_by_the_next_run(tmp_path: pathlib.Path, number: int, after: bool) -> None:
    """At every request that changes something, before and after it; it never has both the new group and the old work."""
    nomad, of = Nomad(a="kiosk"), registry(tmp_path, a="kiosk")
    of.keep_node("a", "declared", {"group": "sensor"})
    nomad.left, nomad.after = number, after
    with pytest.raises(Killed):
        reconciler(nomad, of).run()
    group, _eligible, work = nomad.of("a")
    assert work in ("", group)
    done = reconciler(nomad, of).run()
    assert not done.errors
    assert nomad.of("a") == ("sensor", True, "sensor")
    assert of.nodes()[0]["placed"] == "sensor"
    assert not reconciler(nomad, of).run().acted


def test_one_that_was_revoked_on_the_way_gets_no_work(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nomad, of = Nomad(a="kiosk"), registry(tmp_path, a="kiosk")
    of.keep_node("a", "declared", {"group": "sensor"})
    real = nomad.post

    def revoke(path: t.Sequence[str], body: t.Any, params: t.Mapping[str, str]) -> None:
        real(path, body, params)
        of.keep_node("a", "revoking", {})

    monkeypatch.setattr(nomad, "post", revoke)
    done = reconciler(nomad, of).run()
    assert "a is revoking" in done.errors[IDS["a"]]
    assert nomad.of("a")[1:] == (False, "")
    again = reconciler(nomad, of).run()
    assert [one.kind for one in again.judgement.findings] == ["ended"]
    assert nomad.nodes[IDS["a"]]["LastDrain"]["Meta"]["nomadic.fleet"] == "drift"


def test_drift_and_its_repair(tmp_path: pathlib.Path) -> None:
    nomad, of = Nomad(a="kiosk", b="kiosk", c=""), registry(tmp_path, a="kiosk", b="kiosk")
    nomad.nodes[IDS["a"]]["Meta"]["scheduling_group"] = "wherever"
    nomad.nodes[IDS["b"]]["NodePool"] = "default"
    nomad.refuses = {"c"}
    done = reconciler(nomad, of).run()
    assert done.errors == {IDS["c"]: "node c cannot be written"}  # and the others are isolated all the same
    assert nomad.of("a")[1:] == nomad.of("b")[1:] == (False, "")
    assert [line.split(";")[1].split(".")[0] for line in lines(done)] == [
        " its work was taken",
        " its work was taken",
        " could not isolate it: node c cannot be written",
    ]
    nomad.refuses = set()
    reconciler(nomad, of).run()
    assert not reconciler(nomad, of).run().acted
    reconciler(nomad, of).run(Wish(names=["b"], repair=True))
    assert nomad.of("a") == ("wherever", False, "")
    reconciler(nomad, of).run(Wish(repair=True))
    assert nomad.of("a") == ("kiosk", True, "kiosk")
    assert nomad.of("b")[1] is False  # its pool is in its own configuration
    nomad.nodes[IDS["b"]]["NodePool"] = "external"
    assert [one.kind for one in reconciler(nomad, of).run().judgement.findings] == ["isolated", "unknown"]
    assert nomad.of("b")[1] is False
    reconciler(nomad, of).run(Wish(repair=True))
    assert nomad.of("b") == ("kiosk", True, "kiosk")


def test_tombs(tmp_path: pathlib.Path) -> None:
    """Forgotten once it is away, is cut off everywhere, and was without work for long enough."""
    nomad, of = Nomad(a="kiosk", b="kiosk"), registry(tmp_path, a="kiosk", b="kiosk")
    of.keep_node("a", "revoking", {})
    wish = Wish(purge_after=86400)
    reconciler(nomad, of).run(wish)
    assert not reconciler(nomad, of).run(wish).acted  # it is online
    nomad.nodes[IDS["a"]]["Status"] = "down"
    assert not reconciler(nomad, of).run(wish).acted  # not everybody has confirmed
    of.keep_node("a", "revoked", {"needed": []})
    assert not reconciler(nomad, of).run().acted  # nobody has asked for it
    assert not reconciler(nomad, of).run(Wish(purge_after=10**10)).acted
    assert reconciler(nomad, of).run(wish).acted
    assert list(nomad.nodes) == [IDS["b"]]
    assert list(lines(reconciler(nomad, of).run(wish))) == ["every node is as the registry says"]
