# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selection from Nomad and the store."""

from __future__ import annotations

import re
import time
import typing as t

import pytest
from fleet_model import MemoryStore

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.nodes import LISTED, UNWELL, NomadFleet
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import group_key, node_key


def node(name: str, group: str = "", **more: t.Any) -> dict[str, t.Any]:
    return {
        "ID": f"id-{name}", "Name": name, "Status": "ready", "SchedulingEligibility": "eligible", "Drain": False, "NodePool": "external",
        "group": group, "CreateIndex": 1, **more,
    }  # fmt: skip


class FakeNomad:
    def __init__(self, *nodes: dict[str, t.Any]) -> None:
        self.nodes = list(nodes)
        self.calls: list[t.Any] = []

    def pages(self, path: t.Sequence[str], params: t.Any = None) -> t.Iterator[list[t.Any]]:
        assert list(path) == ["nodes"]
        text = (params or {}).get("filter", "")
        self.calls.append(text)
        if text == "wrong":
            raise ApiError("Nomad", "GET", "nodes", 400, "failed to read filter expression")
        found = self.nodes
        if text.startswith("Status != "):
            found = [
                one
                for one in found
                if one["Status"] != "ready"
                or one["SchedulingEligibility"] != "eligible"
                or one["NodePool"] == "external-pending"
            ]
            text = ""
        if match := re.fullmatch(r"Meta.scheduling_group == [`\"](.*)[`\"]", text):
            found = [one for one in found if one["group"] == match[1]]
        elif text:
            names = re.findall(r"(?:Name|ID) == [`\"]([^`\"]*)[`\"]", text)
            found = [one for one in found if one["Name"] in names or one["ID"] in names]
        yield from ([one] for one in found)

    def find(self, path: t.Sequence[str]) -> t.Any:
        self.calls.append(path[1])
        return next((type("Answer", (), {"data": one}) for one in self.nodes if one["ID"] == path[1]), None)


def fleet(*nodes: dict[str, t.Any], **records: dict[str, t.Any]) -> NomadFleet:
    store = MemoryStore()
    for name, record in records.items():
        store.cas(node_key(name), {"name": name, **record}, 0)
    return NomadFleet(t.cast(t.Any, FakeNomad(*nodes)), store)


def names(here: NomadFleet, **select: t.Any) -> list[str]:
    return [device.name for device in here.select(Select(**select))]


def test_groups_in_their_order() -> None:
    here = fleet(node("b", "kiosk"), node("a", "kiosk"), node("c", "sensor"), node("d"))
    assert names(here, groups=("sensor", "kiosk")) == ["c", "a", "b"]
    assert names(here, groups=("kiosk", "kiosk")) == ["a", "b"]


def test_nobody_in_a_group_names_the_nearest() -> None:
    here = fleet(node("a", "kiosk"), a={"group": "kiosk"})
    here.store.cas(group_key("sensor"), {}, 0)
    with pytest.raises(BadInput, match="nobody is in group 'kiosc', did you mean 'kiosk'"):
        names(here, groups=("kiosc",))
    with pytest.raises(BadInput, match="nobody is in group 'zzz'; groups that exist: kiosk, sensor"):
        names(here, groups=("zzz",))
    with pytest.raises(BadInput, match="put nodes into it"):
        names(fleet(), groups=("kiosk",))


def test_a_living_selection_may_be_empty() -> None:
    here = fleet(node("a", "kiosk"))
    assert names(here, groups=("sensor", "kiosk"), living=True) == ["a"]
    assert names(here, filter='Name == "zz"', living=True) == []
    assert names(fleet(), all=True, living=True) == []


def test_a_device_cannot_put_itself_into_a_group() -> None:
    here = fleet(node("a", "kiosk"), node("b", "kiosk"), b={"group": "sensor"})
    assert names(here, groups=("kiosk",)) == ["a"]


def test_named_nodes_keep_their_order() -> None:
    here = fleet(node("a"), node("b"), node("c"))
    assert names(here, nodes=("c", "id-a", "a")) == ["c", "a"]
    with pytest.raises(BadInput, match="Nomad knows no node 'x', 'y'"):
        names(here, nodes=("a", "x", "y"))


def test_all_and_filter() -> None:
    here = fleet(node("a"), node("b", NodePool="external-pending"))
    assert names(here, all=True) == ["a"]
    assert names(here, filter='Name == "a"') == ["a"]
    with pytest.raises(BadInput, match="no node matches"):
        names(here, filter='Name == "zz"')
    with pytest.raises(BadInput, match=r"select.filter: .*failed to read"):
        names(here, filter="wrong")
    with pytest.raises(BadInput, match="no node in the fleet"):
        names(fleet(), all=True)


def test_one_device_a_name() -> None:
    old, new = node("a", "kiosk", ID="1", Status="down"), node("a", "kiosk", ID="2")
    assert [device.id for device in fleet(old, new).select(Select(groups=("kiosk",)))] == ["2"]
    pinned = fleet(old, new, a={"node_id": "1"}).select(Select(groups=("kiosk",)))
    assert [(device.id, device.online) for device in pinned] == [("1", False)]


@pytest.mark.parametrize(
    ("more", "record", "online", "barred"),
    [
        ({}, {}, True, ""),
        ({"Status": "down"}, {}, False, ""),
        ({"Drain": True}, {}, True, "draining"),
        ({"SchedulingEligibility": "ineligible"}, {}, True, "ineligible"),
        ({"NodePool": "external-pending"}, {}, True, "pending"),
        ({}, {"node_id": "id-a", "state": "accepted"}, True, ""),
        ({}, {"node_id": "another"}, True, "drift: the store pins another node id"),
        ({}, {"state": "revoked"}, True, "revoked"),
    ],
)
def test_look(more: dict[str, t.Any], record: dict[str, t.Any], online: bool, barred: str) -> None:
    here = fleet(node("a", **more), **({"a": record} if record else {}))
    found = here.look(["id-a", "gone"])
    assert list(found) == ["id-a"]
    assert found["id-a"].pool == more.get("NodePool", "external")
    assert (found["id-a"].online, found["id-a"].barred) == (online, barred)


def test_lost_is_who_is_down_or_forgotten() -> None:
    here = fleet(node("a"), node("b", Status="down"))
    assert here.lost(["id-a", "id-b", "gone"]) == {"id-b", "gone"}


def test_many_are_read_by_the_list() -> None:
    here = fleet(*(node(f"n{number}") for number in range(50)))
    assert len(here.look([f"id-n{number}" for number in range(40)])) == 40
    assert len(t.cast(t.Any, here.client).calls) == 1


def many(number: int = 30, **more: t.Any) -> list[dict[str, t.Any]]:
    return [node(f"n{one:02}", **more) for one in range(number)]


def asked(here: NomadFleet) -> list[t.Any]:
    found = list(t.cast(t.Any, here.client).calls)
    t.cast(t.Any, here.client).calls.clear()
    return found


def test_all_nodes_are_listed_once_and_then_those_that_are_not_well() -> None:
    nodes = many()
    here = fleet(*nodes, n03={"state": "revoked"})
    ids = [one["ID"] for one in nodes]
    first = here.look(ids)
    assert asked(here) == [""]
    assert here.look(ids) == first
    assert asked(here) == [UNWELL]
    nodes[1]["Status"] = "down"
    nodes[2]["SchedulingEligibility"] = "ineligible"
    nodes[4]["NodePool"] = "external-pending"
    found = here.look(ids)
    assert asked(here) == [UNWELL]
    assert [id_ for id_ in ids if not found[id_].online] == ["id-n01"]
    barred = {name: found[f"id-{name}"].barred for name in ("n02", "n03", "n04")}
    assert barred == {"n02": "ineligible", "n03": "revoked", "n04": "pending"}
    assert {found[id_].pool for id_ in ids} == {"external", "external-pending"}
    assert set(here.look(ids[:25])) == set(ids[:25])


def test_who_is_not_in_the_list_is_read_one_by_one_or_all_are_listed_again() -> None:
    nodes = many()
    here = fleet(*nodes)
    here.look([one["ID"] for one in nodes])
    asked(here)
    t.cast(t.Any, here.client).nodes.append(node("new"))
    ids = [one["ID"] for one in nodes]
    found = here.look([*ids, "id-new", "gone"])
    assert asked(here) == [UNWELL, "gone", "id-new"]
    assert set(found) == {*ids, "id-new"}
    more = [f"gone{number}" for number in range(30)]
    assert set(here.look([*ids, *more])) == set(ids)
    assert asked(here) == [UNWELL, ""]


def test_a_list_of_all_nodes_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = many()
    here = fleet(*nodes)
    ids = [one["ID"] for one in nodes]
    here.look(ids)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + LISTED + 1)
    here.look(ids)
    assert asked(here) == ["", ""]
