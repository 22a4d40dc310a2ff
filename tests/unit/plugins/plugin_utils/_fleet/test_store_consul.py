# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Consul backend, and what it makes of faults; the target misc_store_consul holds it to the same contract on a real Consul."""

from __future__ import annotations

import base64
import pathlib
import sys
import time
import typing as t

import pytest
from fake_consul import FakeConsul

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient, connect
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Conflict, Locked, LockLost, StoreError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store_consul import LOCKS, ConsulStore

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from store_contract import StoreContract

A = {"n": 1}


@pytest.fixture
def consul() -> t.Iterator[FakeConsul]:
    with FakeConsul() as fake:
        yield fake


def client_of(consul: FakeConsul) -> ConsulClient:
    client = connect({"address": consul.address})
    client.sleep = lambda _seconds: None
    return client


def store_of(consul: FakeConsul, ttl: int = 30) -> ConsulStore:
    return ConsulStore(lambda: client_of(consul), ttl=ttl)


class TestConsulStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def store(self, consul: FakeConsul) -> t.Iterator[ConsulStore]:
        made = store_of(consul)
        yield made
        made.close()

    @pytest.fixture
    def other(self, consul: FakeConsul) -> t.Iterator[ConsulStore]:
        made = store_of(consul)
        yield made
        made.close()


def test_a_write_whose_answer_was_lost_is_known_for_done(consul: FakeConsul) -> None:
    store = store_of(consul)
    consul.faults = ["after"]
    first = store.cas("fleet/a", A, 0)
    assert consul.keys["fleet/a"]["ModifyIndex"] == first
    consul.faults = ["after", "after"]
    assert store.cas("fleet/a", {"n": 2}, first) == consul.keys["fleet/a"]["ModifyIndex"]
    consul.faults = ["after"]
    store.delete("fleet/a", consul.keys["fleet/a"]["ModifyIndex"])
    assert consul.keys == {}


def test_the_same_write_of_somebody_else_is_a_conflict(consul: FakeConsul) -> None:
    store, other = store_of(consul), store_of(consul)
    other.cas("fleet/a", A, 0)
    with pytest.raises(Conflict, match=r"fleet/a was written by somebody else \(index 11, expected 0\)"):
        store.cas("fleet/a", A, 0)


def test_a_write_that_did_not_arrive_is_sent_again(consul: FakeConsul) -> None:
    consul.faults = ["before", "before"]
    assert store_of(consul).cas("fleet/a", A, 0) == 11


def test_a_store_that_cannot_be_reached_is_an_error_of_the_store(consul: FakeConsul) -> None:
    consul.faults = ["before"] * 5
    with pytest.raises(StoreError, match=r"store: Consul at .* could not be reached"):
        store_of(consul).cas("fleet/a", A, 0)
    assert consul.keys == {}


def test_a_lost_lock_lets_nothing_be_written(consul: FakeConsul) -> None:
    store = store_of(consul)
    with store.lock("rollout-a") as lock:
        index = store.cas("fleet/a", A, 0, lock)
        consul.end(lock.session)  # type: ignore[attr-defined]
        for write in (
            lambda: store.cas("fleet/a", {"n": 2}, index, lock),
            lambda: store.delete("fleet/a", index, lock),
        ):
            with pytest.raises(LockLost, match="'rollout-a' is not held any more; nothing was written"):
                write()
    entry = store.get("fleet/a")
    assert entry is not None
    assert entry.value == A


def test_a_lost_lock_is_told_from_a_conflict(consul: FakeConsul) -> None:
    store = store_of(consul)
    with store.lock("rollout-a") as lock, pytest.raises(Conflict):
        store.cas("fleet/a", A, 7, lock)


def test_a_session_is_made_without_checks_and_is_gone_afterwards(consul: FakeConsul) -> None:
    with store_of(consul).lock("rollout-a") as lock:
        assert consul.sessions == {lock.session}  # type: ignore[attr-defined]
    made = next(one.body for one in consul.seen if one.path.endswith("/session/create"))
    assert (made["NodeChecks"], made["TTL"], made["LockDelay"], made["Behavior"]) == ([], "30s", "15s", "release")
    assert consul.sessions == set()
    assert "Session" not in consul.keys[LOCKS + "rollout-a"]


def test_a_session_is_gone_after_a_lock_that_was_not_given(consul: FakeConsul) -> None:
    store = store_of(consul)
    with store.lock("rollout-a") as lock:
        with pytest.raises(Locked), store_of(consul).lock("rollout-a"):
            pass
        assert consul.sessions == {lock.session}  # type: ignore[attr-defined]


def test_a_lock_that_is_held_long_is_kept_alive(consul: FakeConsul) -> None:
    with store_of(consul, ttl=0.15).lock("rollout-a") as lock:  # type: ignore[arg-type]
        consul.faults = ["before"] * 6  # a renewal that fails is tried again
        end = time.monotonic() + 10
        while not consul.renewed and time.monotonic() < end:
            time.sleep(0.01)
        assert set(consul.renewed) == {lock.session}  # type: ignore[attr-defined]


def test_a_lock_that_its_holder_left_closed_says_so(consul: FakeConsul) -> None:
    consul.delayed = True
    with (
        pytest.raises(Locked, match="a process that is gone; Consul gives it out again within 15 s"),
        store_of(consul).lock("rollout-a"),
    ):
        pass


def test_a_damaged_key_is_named(consul: FakeConsul) -> None:
    store = store_of(consul)
    store.cas("fleet/a", A, 0)
    for content in (b"{", b"[]", b"\xff"):
        consul.keys["fleet/a"]["Value"] = base64.b64encode(content).decode()
        with pytest.raises(StoreError, match="the key fleet/a of Consul is damaged"):
            store.get("fleet/a")


def test_locks_and_folders_are_no_entries(consul: FakeConsul) -> None:
    store = store_of(consul)
    consul.keys["fleet/nodes/"] = {"Key": "fleet/nodes/", "Value": None, "ModifyIndex": 1}
    with store.lock("rollout-a") as lock:
        store.cas("fleet/a", A, 0, lock)
        assert [entry.key for entry in store.list("fleet/")] == ["fleet/a"]


def test_a_refusal_says_what_the_token_needs(consul: FakeConsul) -> None:
    from fake_server import Answer

    consul.answers = [Answer(403, "Permission denied")]
    with pytest.raises(StoreError, match=r'403 to PUT /v1/txn.*key_prefix "fleet/" \{ policy = "write" \}'):
        store_of(consul).cas("fleet/a", A, 0)
