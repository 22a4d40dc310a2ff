# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every backend of the store promises. A backend's test inherits this and gives `store` and `other`."""

from __future__ import annotations

import os
import threading
import time
import types

import pytest

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Conflict,
    Locked,
    LockLost,
    Store,
    StoreError,
)


class StoreContract:
    """Inherit, and define two fixtures: two clients of one empty store."""

    def test_nothing(self, store: Store) -> None:
        assert store.get("fleet/a") is None
        assert store.list("fleet/") == []

    def test_write_and_read(self, store: Store, other: Store) -> None:
        index = store.cas("fleet/a/b", {"x": [1, None, "ü"]}, 0)
        entry = other.get("fleet/a/b")
        assert entry is not None
        assert (entry.key, entry.value, entry.index) == ("fleet/a/b", {"x": [1, None, "ü"]}, index)

    def test_check_and_set(self, store: Store, other: Store) -> None:
        first = store.cas("fleet/a", {"n": 1}, 0)
        second = other.cas("fleet/a", {"n": 2}, first)
        assert second > first
        for wrong in (0, first, second + 1):
            with pytest.raises(Conflict):
                store.cas("fleet/a", {"n": 3}, wrong)
        with pytest.raises(Conflict):
            store.cas("fleet/b", {}, 7)

    def test_a_key_made_again_is_another(self, store: Store) -> None:
        first = store.cas("fleet/a", {}, 0)
        store.delete("fleet/a", first)
        assert store.get("fleet/a") is None
        assert store.cas("fleet/a", {}, 0) > first
        with pytest.raises(Conflict):
            store.delete("fleet/a", first)
        with pytest.raises(Conflict):
            store.delete("fleet/a", 0)

    def test_what_is_gone_already_can_be_deleted(self, store: Store, other: Store) -> None:
        index = store.cas("fleet/a", {}, 0)
        store.delete("fleet/a", index)
        other.delete("fleet/a", index)
        other.delete("fleet/a", 0)
        assert store.get("fleet/a") is None

    def test_the_same_value_again_is_a_write(self, store: Store) -> None:
        first = store.cas("fleet/a", {"n": 1}, 0)
        assert store.cas("fleet/a", {"n": 1}, first) > first

    def test_list_in_order_and_below_only(self, store: Store) -> None:
        for key in ("fleet/n/b", "fleet/n/a/x", "fleet/n.b/c", "fleet/nn", "fleet/n"):
            store.cas(key, {"key": key}, 0)
        assert [entry.key for entry in store.list("fleet/n/")] == ["fleet/n/a/x", "fleet/n/b"]
        assert len(store.list("fleet/")) == 5
        with pytest.raises(StoreError):
            store.list("fleet/n")

    @pytest.mark.parametrize("more", [0, 30])
    def test_some_that_exist(self, store: Store, more: int) -> None:
        for key in ("fleet/n/b", "fleet/n/a", "fleet/n/c", "fleet/m"):
            store.cas(key, {"key": key}, 0)
        gone = {f"fleet/n/gone{number}" for number in range(more)}
        found = store.some("fleet/n/", {"fleet/n/a", "fleet/n/c", "fleet/n/zz", *gone})
        assert sorted(entry.value["key"] for entry in found) == ["fleet/n/a", "fleet/n/c"]
        assert {entry.index for entry in found} == {store.get(entry.key).index for entry in found}

    @pytest.mark.parametrize("key", ["", "/a", "a/", "a//b", "a/../b", "a/.b", "a b", "a/é"])
    def test_bad_keys(self, store: Store, key: str) -> None:
        with pytest.raises(StoreError):
            store.cas(key, {}, 0)

    def test_too_large(self, store: Store) -> None:
        with pytest.raises(StoreError, match="the limit is"):
            store.cas("fleet/a", {"x": "a" * 380 * 1024}, 0)

    def test_as_large_as_can_be(self, store: Store) -> None:
        with store.lock("rollout-" + "a" * 60) as lock:
            key = "fleet/rollouts/" + "/".join("a" * 60 for _part in range(4))
            index = store.cas(key, {"x": "a" * (380 * 1024 - 8)}, 0, lock)
            store.cas(key, {"x": "b" * (380 * 1024 - 8)}, index, lock)

    def test_lock_is_exclusive_and_comes_back(self, store: Store, other: Store) -> None:
        with store.lock("rollout-a"):
            with pytest.raises(Locked), other.lock("rollout-a"):
                pass
            with other.lock("rollout-b"):
                pass
        with other.lock("rollout-a"):
            pass

    def test_fencing(self, store: Store, other: Store) -> None:
        with store.lock("rollout-a") as old:
            index = store.cas("fleet/a", {"n": 1}, 0, old)
        with other.lock("rollout-a") as new:
            with pytest.raises(LockLost):
                store.cas("fleet/a", {"n": 2}, index, old)
            with pytest.raises(LockLost):
                store.delete("fleet/a", index, old)
            other.cas("fleet/a", {"n": 3}, index, new)

    def test_a_later_holder_has_a_higher_epoch(self, store: Store, other: Store) -> None:
        epochs = []
        for one in (store, other, store):
            with one.lock("rollout-a") as lock:
                epochs.append(lock.epoch)  # type: ignore[attr-defined]
        assert epochs == sorted(set(epochs))

    def test_a_lock_is_waited_for(self, store: Store, other: Store) -> None:
        order: list[str] = []

        def hold() -> None:
            with store.lock("rollout-a"):
                taken.set()
                time.sleep(0.4)
                order.append("first")

        taken = threading.Event()
        thread = threading.Thread(target=hold)
        thread.start()
        assert taken.wait(5)
        with pytest.raises(Locked, match=f"is locked by another process .*pid {os.getpid()}"), other.lock("rollout-a"):
            pass
        with other.lock("rollout-a", wait=10):
            order.append("second")
        thread.join()
        assert order == ["first", "second"]

    def test_a_lock_of_another_store_is_refused(self, store: Store) -> None:
        with pytest.raises(StoreError, match="not one of this store"):
            store.cas("fleet/a", {}, 0, types.SimpleNamespace(name="rollout-a"))
        assert store.get("fleet/a") is None
