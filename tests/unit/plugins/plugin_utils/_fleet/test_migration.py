# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store moved to another one, and back, and interrupted anywhere."""

from __future__ import annotations

import pytest
from fleet_model import Crash, Faults, MemoryStore

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.migration import Move, migrate, rollouts
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import MOVED, moved_to, refuse_moved


def values(store: MemoryStore) -> dict[str, object]:
    return {entry.key: entry.value for entry in store.list("fleet/")}


def content(store: MemoryStore) -> dict[str, object]:
    return {key: value for key, value in values(store).items() if key != MOVED}


@pytest.fixture
def source() -> MemoryStore:
    store = MemoryStore()
    Registry(store).keep_group("kiosk", "present", {})
    for name in ("a", "b"):
        Registry(store).keep_node(name, "declared", {"group": "kiosk"})
    store.cas("fleet/rollouts/r1/state", {"state": "done"}, 0)
    store.cas("fleet/tracks/firmware", {"last": 1}, 0)
    return store


def test_there(source: MemoryStore) -> None:
    target, before = MemoryStore(), values(source)
    planned = migrate(source, target, "there", check_mode=True)
    assert (planned.changed, len(planned.written), values(target)) == (True, 5, {})
    assert migrate(source, target, "there") == planned
    assert (values(target), content(source)) == (before, before)
    assert (moved_to(source), moved_to(target)) == ("there", "")
    assert migrate(source, target, "there") == Move([], [], 5, False)


def test_there_and_back(source: MemoryStore) -> None:
    target = MemoryStore()
    migrate(source, target, "there")
    Registry(target).keep_node("b", "absent", {})
    Registry(target).keep_node("a", "issued", {})
    Registry(target).keep_node("c", "declared", {})
    move = migrate(target, source, "here")
    assert (len(move.written), len(move.deleted), move.entries) == (2, 1, 5)
    assert content(target) == values(source)
    assert (moved_to(source), moved_to(target)) == ("", "here")
    assert not migrate(target, source, "here").changed
    with pytest.raises(BadInput, match="it was moved to here already"):
        migrate(target, MemoryStore(), "elsewhere")


def test_what_was_left_is_not_used(source: MemoryStore) -> None:
    migrate(source, MemoryStore(), "there")
    with pytest.raises(BadInput, match="it was moved to there; use that one"):
        refuse_moved(source)
    # also by a writer that waited for the lock while it was moved
    with pytest.raises(BadInput, match="it was moved to there"):
        Registry(source).keep_node("c", "declared", {})


def test_a_store_in_use_is_not_overwritten(source: MemoryStore) -> None:
    target = MemoryStore()
    Registry(target).keep_node("other", "declared", {})
    before = values(target)
    for check_mode in (True, False):
        with pytest.raises(
            BadInput, match="to: there is in use: it has fleet/nodes/.*/other, which this store has not"
        ):
            migrate(source, target, "there", check_mode)
    assert (values(target), moved_to(source)) == (before, "")


def test_a_running_rollout_is_not_moved(source: MemoryStore) -> None:
    source.cas("fleet/rollouts/r2/state", {"state": "running"}, 0)
    assert rollouts(source.list("fleet/rollouts/")) == {"r1": "done", "r2": "running"}
    with source.lock("rollout-r2"), pytest.raises(BadInput, match="the rollout 'r2' is running .*pause it"):
        migrate(source, MemoryStore(), "there")
    assert moved_to(source) == ""
    assert migrate(source, MemoryStore(), "there").changed


@pytest.mark.parametrize("back", [False, True])
def test_interrupted_anywhere_the_next_run_ends_it(source: MemoryStore, back: bool) -> None:
    """At no point are both in use with different contents, and the same task again always ends it."""
    target = MemoryStore()
    if back:  # the target is one that was left before
        migrate(source, target, "first")
        source, target = target, source
        Registry(source).keep_node("c", "declared", {})
        Registry(source).keep_node("b", "absent", {})
    here, there, index = dict(source.data), dict(target.data), (source.index, target.index)
    whole = content(source)
    for point in range(1, 100):
        source.data, target.data, (source.index, target.index) = dict(here), dict(there), index
        source.faults = target.faults = Faults(point)
        try:
            migrate(source, target, "there")
            break
        except Crash:
            source.faults = target.faults = Faults()
            source.held.clear()
            target.held.clear()
        assert content(source) == whole
        assert not moved_to(source) or content(target) == whole, "left before everything was there"
        assert not back or moved_to(source) or moved_to(target), "both are in use"
        migrate(source, target, "there")
        assert (moved_to(source), moved_to(target)) == ("there", "")
        assert content(source) == values(target)
    assert point > 8
