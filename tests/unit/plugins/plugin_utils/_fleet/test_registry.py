# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry in a store."""

from __future__ import annotations

import pathlib
import sys
import typing as t

import pytest
from fleet_model import MemoryStore

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Locked
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import LOCK, Registry, walk
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import registry_writers

ID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def registry(store: MemoryStore) -> Registry:
    return Registry(store)


def node(registry: Registry, name: str, state: str = "declared", check_mode: bool = False, **wished: t.Any) -> Outcome:
    return registry.keep_node(name, state, wished, check_mode)


def after(outcome: Outcome) -> dict[str, t.Any]:
    assert outcome.after is not None
    return dict(outcome.after)


def test_an_index_is_the_lowest_free_and_stays(registry: Registry) -> None:
    assert [after(node(registry, name))["index"] for name in ("a", "b", "c")] == [10, 11, 12]
    assert node(registry, "b", "absent").changed
    assert not node(registry, "b", "absent").changed
    assert after(node(registry, "d"))["index"] == 11
    assert after(node(registry, "c", group="kiosk"))["index"] == 12


def test_the_index_of_what_left_is_given_again(registry: Registry) -> None:
    for name in ("a", "b"):
        node(registry, name)
    node(registry, "a", "retired")
    assert after(node(registry, "c"))["index"] == 10
    again = after(node(registry, "a", reinstate=True))
    assert (again["index"], again["generation"]) == (12, 2)


def test_all_indexes_are_given(registry: Registry, store: MemoryStore) -> None:
    for name in ("a", "b"):
        node(registry, name, last_index=11)
    with pytest.raises(BadInput, match="all 2 indexes from 10 to 11 are given"):
        node(registry, "c", last_index=11)
    assert len(store.data) == 2
    assert not node(registry, "b", last_index=11).changed


def test_check_mode_says_what_would_be_and_writes_nothing(registry: Registry, store: MemoryStore) -> None:
    planned = node(registry, "a", check_mode=True, group="kiosk")
    assert planned.changed
    assert (store.data, store.epochs) == ({}, {})
    made = node(registry, "a", group="kiosk")
    assert (made.before, made.after) == (planned.before, planned.after)
    moved = node(registry, "a", "accepted", check_mode=True, node_id=ID)
    assert after(moved)["state"] == "accepted"
    assert registry.nodes()[0]["state"] == "declared"


def test_what_changes_nothing_takes_no_lock(registry: Registry, store: MemoryStore) -> None:
    node(registry, "a")
    registry.keep_group("kiosk", "present", {"grants": []})
    epochs = dict(store.epochs)
    assert not node(registry, "a").changed
    assert not node(registry, "b", "absent").changed
    assert not registry.keep_group("kiosk", "present", {}).changed
    assert store.epochs == epochs


def test_writers_wait_for_one_another(registry: Registry, store: MemoryStore) -> None:
    with store.lock(LOCK), pytest.raises(Locked):
        node(registry, "a")


def test_a_node_that_is_not_there(registry: Registry) -> None:
    node(registry, "device1")
    with pytest.raises(BadInput, match="there is no node 'devcie1' to be retired; did you mean 'device1'?"):
        node(registry, "devcie1", "retired")


def test_groups_are_free_until_one_is_declared(registry: Registry) -> None:
    node(registry, "a", group="kiosk")
    registry.keep_group("sensor", "present", {})
    with pytest.raises(BadInput, match="there is no group 'sensr', did you mean 'sensor'?.*fleet_group"):
        node(registry, "b", group="sensr")
    # What is there already stays, and can be left
    assert not node(registry, "a", group="kiosk").changed
    assert after(node(registry, "a", group="sensor"))["group"] == "sensor"
    assert after(node(registry, "a", group=""))["group"] == ""


def test_a_group_in_use_is_not_deleted(registry: Registry) -> None:
    registry.keep_group("kiosk", "present", {})
    for number in range(7):
        node(registry, f"n{number}", group="kiosk")
    for check_mode in (True, False):
        with pytest.raises(BadInput, match="'kiosk' is in use by n0, n1, n2, n3, n4 and 2 more"):
            registry.keep_group("kiosk", "absent", {}, check_mode)
    for number in range(6):
        node(registry, f"n{number}", group="")
    node(registry, "n6", "revoking")  # one that leaves is no user
    assert registry.keep_group("kiosk", "absent", {}).changed
    assert registry.groups() == []


def test_a_group(registry: Registry) -> None:
    grant = {"address": "10.0.0.9", "protocol": "tcp", "port": 443}
    made = registry.keep_group("kiosk", "present", {"grants": [grant], "description": "In shops"})
    assert after(made) == {"name": "kiosk", "description": "In shops", "grants": [grant]}
    assert registry.groups() == [made.after]
    assert registry.keep_group("kiosk", "present", {"grants": []}).changed
    with pytest.raises(BadInput, match="name: 'A'"):
        registry.keep_group("A", "absent", {})


def test_nodes_by_their_fields(registry: Registry) -> None:
    for name, group in (("c", "kiosk"), ("a", "kiosk"), ("b", "")):
        node(registry, name, group=group)
    node(registry, "c", "retired")

    def names(**wanted: t.Any) -> list[str]:
        return [record["name"] for record in registry.nodes(**wanted)]

    assert names() == ["a", "b", "c"]
    assert names(name="b", group=None) == ["b"]
    assert names(name="stranger") == []
    assert names(state=["retired", "revoked"]) == ["c"]
    assert names(group=["kiosk"], state=["declared"]) == ["a"]
    assert registry.members() == {"": ["b"], "kiosk": ["a"]}
    with pytest.raises(BadInput, match="name: "):
        names(name="../b")


def test_shard_by_shard_as_all_at_once(registry: Registry, store: MemoryStore) -> None:
    for number in range(40):
        node(registry, f"n{number}")
    walked = [entry.value["name"] for entry in walk(store)]
    assert sorted(walked) == [record["name"] for record in registry.nodes()]


def test_20_writers_lose_nothing_in_a_directory(tmp_path: pathlib.Path) -> None:
    registry_writers.run(lambda: DirectoryStore(tmp_path))
