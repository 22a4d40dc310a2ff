# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of revocations, and a store that has forgotten one."""

from __future__ import annotations

import pathlib
import stat
import typing as t

import pytest
from fleet_model import Crash, Faults, MemoryStore

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import StoreError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.revocations import Revocations

ID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def listed(tmp_path: pathlib.Path) -> Revocations:
    return Revocations(tmp_path / "revocations")


def test_lines_are_only_added(listed: Revocations) -> None:
    assert listed.read() == {}
    for name, generation in (("a", 2), ("b", 2), ("a", 2), ("a", 5), ("a", 3)):
        listed.add(name, generation)
    assert listed.read() == {"a": 5, "b": 2}
    lines = listed.path.read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [["a", "2"], ["b", "2"], ["a", "5"]]
    assert stat.S_IMODE(listed.path.stat().st_mode) == 0o600


def test_a_line_without_an_end_was_not_written(listed: Revocations) -> None:
    listed.add("a", 2)
    with listed.path.open("a") as file:
        file.write("b 2 2026-")
    assert listed.read() == {"a": 2}
    listed.add("c", 3)
    assert listed.read() == {"a": 2, "c": 3}


def test_a_damaged_line_is_named(listed: Revocations) -> None:
    listed.add("a", 2)
    with listed.path.open("a") as file:
        file.write("who knows\n")
    for ask in (listed.read, lambda: listed.add("b", 2)):
        with pytest.raises(StoreError, match="line 2 of .*revocations is damaged"):
            ask()


def test_a_place_that_cannot_be_written(tmp_path: pathlib.Path) -> None:
    store = MemoryStore()
    registry = Registry(store, revocations=Revocations(tmp_path / "none" / "revocations"))
    registry.keep_node("a", "declared", {})
    with pytest.raises(StoreError, match="cannot write .*nothing was revoked"):
        registry.keep_node("a", "revoking", {})
    assert registry.nodes()[0]["state"] == "declared"


def revoked(listed: Revocations) -> tuple[MemoryStore, Registry, dict[str, t.Any]]:
    """A store that was restored from a backup older than the revocation of a."""
    store = MemoryStore()
    registry = Registry(store, revocations=listed)
    registry.keep_node("a", "declared", {"node_id": ID})
    backup = dict(store.data)
    registry.keep_node("a", "revoking", {})
    assert listed.read() == {"a": 2}
    store.data = backup
    return store, registry, backup


def test_a_restored_store_does_not_bring_it_back(listed: Revocations) -> None:
    _store, registry, _backup = revoked(listed)
    assert [(record["state"], record["generation"]) for record in registry.nodes()] == [("revoking", 2)]
    assert registry.nodes(state=["accepted"]) == []
    assert [record["name"] for record in registry.nodes(name="a")] == ["a"]
    for state in ("declared", "accepted", "retired", "absent"):
        with pytest.raises(BadInput, match="a was revoked, but the store says accepted: an older backup"):
            registry.keep_node("a", state, {})
    outcome = registry.keep_node("a", "revoking", {"confirmed": ["gw1"]})
    assert outcome.after is not None
    assert (outcome.after["state"], outcome.after["generation"], outcome.after["confirmed"]) == ("revoking", 2, ["gw1"])
    assert not registry.keep_node("a", "revoking", {}).changed


def test_nor_does_one_that_never_heard_of_it(listed: Revocations) -> None:
    store, registry, _backup = revoked(listed)
    store.data = {}
    assert [(record["name"], record["state"], record["index"]) for record in registry.nodes()] == [("a", "revoking", 0)]
    with pytest.raises(BadInput, match="the store has no record of it"):
        registry.keep_node("a", "declared", {})
    assert registry.keep_node("a", "revoking", {}).changed
    assert registry.keep_node("a", "revoked", {"needed": []}).changed
    assert not registry.keep_node("a", "revoking", {}).changed


def test_the_list_comes_first(listed: Revocations) -> None:
    store = MemoryStore()
    registry = Registry(store, revocations=listed)
    registry.keep_node("a", "declared", {"node_id": ID})
    store.faults = Faults(1)  # before the write
    with pytest.raises(Crash):
        registry.keep_node("a", "revoking", {})
    store.held.clear()
    assert listed.read() == {"a": 2}
    assert registry.keep_node("a", "revoking", {}).after == {**registry.nodes()[0]}
    assert listed.read() == {"a": 2}


def test_what_was_revoked_elsewhere_is_added(listed: Revocations) -> None:
    store = MemoryStore()
    Registry(store).keep_node("a", "declared", {"node_id": ID})
    Registry(store).keep_node("a", "revoking", {})
    registry = Registry(store, revocations=listed)
    assert registry.keep_node("a", "revoking", {}, check_mode=True).changed
    assert listed.read() == {}
    assert registry.keep_node("a", "revoking", {}).changed
    assert listed.read() == {"a": 2}
    assert not registry.keep_node("a", "revoking", {}).changed
