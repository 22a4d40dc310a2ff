# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet at a glance, of rollouts that the engine itself has run."""

from __future__ import annotations

import re
import typing as t

from fleet_model import World, make_policy, world

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ConnectionFailed
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.overview import lines, overview
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import node_key

BACK = {
    "batch": {"command": "/opt/update", "args": ["1"]},
    "verify": {"command": "/opt/update", "args": ["--version"], "expect": "1"},
}


class FakeNomad:
    """A list of nodes, some with a release, one a page; it counts what it is asked."""

    def __init__(self, *nodes: dict[str, t.Any], down: bool = False) -> None:
        self.nodes = nodes
        self.down = down
        self.asked: list[str] = []

    def pages(self, path: t.Sequence[str], params: t.Mapping[str, str] | None = None) -> t.Iterator[list[t.Any]]:
        if self.down:
            raise ConnectionFailed("Nomad", "https://nomad.example.com:4646", "connection refused")
        assert list(path) == ["nodes"]
        text = (params or {}).get("filter", "")
        self.asked.append(text)
        release = re.fullmatch(r"Meta\.fleet_release == [`\"](.*)[`\"]", text)
        for node in self.nodes:
            if not text or (node["release"] == release[1] if release else node["release"]):
                yield [node]


def node(name: str, status: str = "ready", release: str = "", eligible: bool = True, id_: str = "") -> dict[str, t.Any]:
    eligibility = "eligible" if eligible else "ineligible"
    return {"ID": id_ or f"id-{name}", "Name": name, "Status": status, "SchedulingEligibility": eligibility, "Drain": False, "release": release}  # fmt: skip


def keep(here: World, **records: dict[str, t.Any]) -> None:
    for name, record in records.items():
        here.store.cas(node_key(name), {"name": name, "state": "accepted", "node_id": f"id-{name}", **record}, 0)


def look(here: World, nomad: FakeNomad) -> dict[str, t.Any]:
    return overview(here.store, t.cast(t.Any, nomad))


def test_groups() -> None:
    here, nomad = world("a"), FakeNomad(
        node("a"), node("a", "down", id_="id-old"), node("b", "down"), node("c", eligible=False), node("old"), node("cloud"), node("x", "down")
    )  # fmt: skip
    keep(here, a={"group": "kiosk"}, b={"group": "kiosk"}, c={"group": "kiosk"}, z={"state": "declared", "node_id": ""})
    keep(here, old={"group": "kiosk", "state": "revoked"})
    found = look(here, nomad)
    none = {
        "group": "",
        "devices": 1,
        "states": {"declared": 1},
        "online": 0,
        "offline": 0,
        "absent": 1,
        "ineligible": 0,
    }
    kiosk = {"group": "kiosk", "devices": 4, "states": {"accepted": 3, "revoked": 1}, "online": 2, "offline": 1, "absent": 0, "ineligible": 1}  # fmt: skip
    assert found["groups"] == [none, kiosk]
    assert found["others"] == {"nodes": 2, "online": 1, "offline": 1}
    assert nomad.asked == [""]
    text = list(lines(found))
    assert text[0] == "no group: 1 devices (1 declared); 1 absent"
    assert text[1] == "group kiosk: 4 devices (3 accepted, 1 revoked); 2 online, 1 offline, 1 ineligible"
    assert text[2:] == ["not in the store: 2 nodes; 1 online, 1 offline", "no rollout was started"]


def test_who_does_not_renew_is_a_line() -> None:
    here = world("a")
    keep(here, a={"group": "kiosk"})
    shown = {"name": "a", "certificate_begin": "2026-01-01T00:00:00Z", "certificate_end": "2026-10-28T00:00:00Z"}
    found = overview(here.store, t.cast(t.Any, FakeNomad()), [shown], 1_796_013_000)
    assert found["certificates"]["late"][0]["name"] == "a"
    assert any(line.startswith("late: a has not renewed its certificate") for line in lines(found))
    assert look(here, FakeNomad())["certificates"] == {"seen": 0, "late": []}


def test_releases_take_one_list_each() -> None:
    here = world("a", "b")
    here.act(make_policy())
    here.act(make_policy(rollout="other", track="more"))
    nomad = FakeNomad(*(node(f"n{number}", release="2") for number in range(5)), node("m", release="old"), node("n"))
    found = look(here, nomad)
    assert found["releases"] == [
        {"release": "2", "tracks": ["firmware", "more"], "nodes": 5},
        {"release": "", "tracks": [], "nodes": 1},
    ]
    assert len(nomad.asked) == 3
    assert "release 2 (track firmware, more): 5 nodes" in list(lines(found))


def test_a_paused_rollout_and_what_to_type() -> None:
    here = world(a=[judge.FAILED])
    here.act(make_policy())
    found = look(here, FakeNomad())["rollouts"][0]
    assert (found["state"], found["wave"], found["counts"], found["total"]) == ("paused", 1, {"failed": 1}, 1)
    assert (
        found["commands"][0] == "ansible-playbook nomadic.fleet.update -e rollout=POLICY_OF_firmware-2 -e verb=resume"
    )
    text = list(lines(look(here, FakeNomad())))
    assert text[-2].startswith(
        "rollout firmware-2 (track firmware): paused, wave 1, 1 failed of 1: wave 1 paused: 1 of 1"
    )
    assert text[-1] == f"  {found['commands'][0]}"


def test_the_way_back_is_shown_with_the_release_it_brings() -> None:
    here = world("a", "b", c=[judge.FAILED, judge.SUCCEEDED])
    here.act(make_policy(rollback=BACK, failure={"count": 1, "then": "rollback"}))
    nomad = FakeNomad(node("a", release="1"))
    found = look(here, nomad)
    assert {one["rollout"]: one["state"] for one in found["rollouts"]} == {
        "firmware-2": "rolled_back",
        "firmware-2.rollback": "done",
    }
    assert [one["commands"] for one in found["rollouts"]] == [[], []]
    assert [one["release"] for one in found["releases"]] == ["1"]


def test_only_the_latest_of_those_that_are_over_are_lines() -> None:
    here = world("a")
    for number in range(8):
        here.act(make_policy(rollout=f"r{number}"))
    found = look(here, FakeNomad())
    text = list(lines(found))
    assert len(found["rollouts"]) == 8
    assert [line.split()[1] for line in text if line.startswith("rollout")] == ["r7", "r6", "r5", "r4", "r3"]
    assert text[-1] == "and 3 older rollouts that are over"


def test_without_nomad_there_is_what_the_store_knows() -> None:
    here = world("a")
    here.act(make_policy())
    keep(here, a={"group": "kiosk"})
    found = look(here, FakeNomad(down=True))
    assert found["nomad"]["answers"] is False
    assert found["groups"] == [{"group": "kiosk", "devices": 1, "states": {"accepted": 1}}]
    assert (found["others"], found["releases"], found["rollouts"][0]["state"]) == ({}, [], "done")
    text = list(lines(found))
    assert "connection refused" in text[0]
    assert text[1] == "group kiosk: 1 devices (1 accepted)"
