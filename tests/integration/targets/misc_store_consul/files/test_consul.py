# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store on a real Consul: the contract, and locks whose holders are killed, stopped, or just slow.

Run by the tasks of this target; STORE_OPTIONS names a file with the options of the connection, those of a token that
may do what the store needs and nothing else.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pathlib
import signal
import sys
import time
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.consul import ConsulClient, connect
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import LockLost
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store_consul import ConsulStore

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "unit" / "plugins" / "plugin_utils" / "_fleet"))
from store_contract import StoreContract

OPTIONS = json.loads(pathlib.Path(os.environ["STORE_OPTIONS"]).read_text())
TTL = 10  # the least that Consul takes
LOCK_DELAY = 15
PROCESSES = multiprocessing.get_context("fork")


def client() -> ConsulClient:
    return connect(OPTIONS)


@pytest.fixture
def store() -> t.Iterator[ConsulStore]:
    """A store that is empty."""
    made = ConsulStore(client, TTL, LOCK_DELAY)
    made.client.delete(["kv", "fleet/"], {"recurse": True})
    yield made
    made.close()


class TestConsulStore(StoreContract):
    """The contract."""

    @pytest.fixture
    def other(self) -> t.Iterator[ConsulStore]:
        made = ConsulStore(client, TTL, LOCK_DELAY)
        yield made
        made.close()


def hold(name: str, pipe: t.Any) -> None:
    """Hold a lock, write under it at once and whenever told to, and say how that went."""
    store = ConsulStore(client, TTL, LOCK_DELAY)
    with store.lock(name) as lock:
        index = store.cas(f"fleet/{name}", {"by": "holder"}, 0, lock)
        pipe.send("held")
        while pipe.recv() == "write":
            try:
                entry = store.get(f"fleet/{name}")
                index = store.cas(f"fleet/{name}", {"by": "holder, again"}, entry.index if entry else index, lock)
                pipe.send("written")
            except LockLost as error:
                pipe.send(str(error))


class Holder:
    """A process that holds a lock."""

    def __init__(self, name: str) -> None:
        self.pipe, theirs = PROCESSES.Pipe()
        self.process = PROCESSES.Process(target=hold, args=(name, theirs), daemon=True)
        self.process.start()
        assert self.pipe.poll(30)
        assert self.pipe.recv() == "held"

    def write(self) -> str:
        self.pipe.send("write")
        assert self.pipe.poll(60)
        return str(self.pipe.recv())

    def signal(self, number: int) -> None:
        assert self.process.pid
        os.kill(self.process.pid, number)


def test_a_lock_outlives_no_holder_but_every_ttl(store: ConsulStore) -> None:
    """Killed: somebody else has it soon. Stopped: taken over, and what it writes later is refused. Alive: it keeps it."""
    killed, stopped, alive = Holder("killed"), Holder("stopped"), Holder("alive")
    begun = time.monotonic()
    killed.signal(signal.SIGKILL)
    stopped.signal(signal.SIGSTOP)
    with store.lock("killed", wait=60) as lock:
        took = time.monotonic() - begun
        entry = store.get("fleet/killed")
        assert entry is not None
        store.cas("fleet/killed", {"by": "next"}, entry.index, lock)
    print(f"taken over {took:.1f} s after the holder was killed, at a TTL of {TTL} s and a delay of {LOCK_DELAY} s")
    assert LOCK_DELAY <= took <= 2 * TTL + LOCK_DELAY + 5
    with store.lock("stopped", wait=60) as lock:
        stopped.signal(signal.SIGCONT)
        said = stopped.write()
        assert "the lock 'stopped' is not held any more; nothing was written" in said
        entry = store.get("fleet/stopped")
        assert entry is not None
        assert entry.value == {"by": "holder"}
        store.cas("fleet/stopped", {"by": "next"}, entry.index, lock)
    while time.monotonic() < begun + 2 * TTL + 3:
        time.sleep(0.5)
    assert alive.write() == "written"
    for holder in (stopped, alive):
        holder.pipe.send("enough")
        holder.process.join(10)
    assert store.client.get(["session", "list"]).data == []


def test_shard_by_shard_and_all_at_once(store: ConsulStore) -> None:
    for number in range(100):
        store.cas(f"fleet/nodes/{number % 4:02x}/node{number}", {"name": f"node{number}", "x": "x" * 1000}, 0)
    assert len(store.list("fleet/nodes/")) == 100
    assert [entry.value["name"] for entry in store.list("fleet/nodes/03/")] == sorted(
        f"node{number}" for number in range(3, 100, 4)
    )
