# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of the world outside the engine: a clock, a store in memory, devices, and a scheduler that offers to them."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import json
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import journal, judge, parsing, policy, rollout
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    LOCKED,
    Conflict,
    Device,
    Entry,
    Locked,
    LockLost,
    Offer,
    Result,
    Seen,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.report import Report

DOCUMENT: dict[str, t.Any] = {
    "rollout": "firmware-2",
    "track": "firmware",
    "select": {"groups": ["kiosk"]},
    "update": {"batch": {"command": "/opt/update", "args": ["2"], "revert": {"command": "/opt/update", "args": ["1"]}}},
    "waves": {"canary": 1, "start": 2, "factor": 2, "max": 500},
    "failure": {"percent": 50},
    "timeout": {"device": "10s"},
    "verify": {"command": "/opt/update", "args": ["--version"], "expect": "2"},
}


def make_policy(**changes: t.Any) -> policy.Policy:
    """The sample policy with other top keys."""
    return parsing.parse({**DOCUMENT, **changes})


class Crash(BaseException):
    """kill -9."""


class Faults:
    """Numbered points at which the process can die."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Crash(self.at)


class FakeClock:
    """Time passes only when somebody waits."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.on_sleep: t.Callable[[], None] = lambda: None

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.on_sleep()


@dataclasses.dataclass
class MemoryLock:
    name: str
    epoch: int


class MemoryStore:
    """The store's contract without a disk; every write is a point of failure before and after it."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.data: dict[str, tuple[str, int]] = {}
        self.index = 0
        self.epochs: dict[str, int] = {}
        self.held: set[str] = set()

    def get(self, key: str) -> Entry | None:
        found = self.data.get(key)
        return None if found is None else Entry(key, json.loads(found[0]), found[1])

    def some(self, prefix: str, keys: t.Collection[str]) -> list[Entry]:
        return [entry for entry in self.list(prefix) if entry.key in keys]

    def list(self, prefix: str) -> list[Entry]:
        found = (self.get(key) for key in sorted(self.data) if key.startswith(prefix))
        return [entry for entry in found if entry]

    def _check(self, key: str, index: int, lock: t.Any) -> None:
        if lock is not None and self.epochs.get(lock.name) != lock.epoch:
            raise LockLost("lock lost")
        if self.data.get(key, ("", 0))[1] != index:
            raise Conflict(f"{key} was written by somebody else")

    def cas(self, key: str, value: t.Mapping[str, t.Any], index: int, lock: t.Any = None) -> int:
        self.faults.point()
        self._check(key, index, lock)
        self.index += 1
        self.data[key] = (json.dumps(value), self.index)
        self.faults.point()
        return self.index

    def delete(self, key: str, index: int, lock: t.Any = None) -> None:
        self.faults.point()
        self._check(key, index, lock)
        self.data.pop(key, None)
        self.faults.point()

    @contextlib.contextmanager
    def lock(self, name: str, wait: float = 0) -> t.Iterator[MemoryLock]:
        del wait
        if name in self.held:
            raise Locked(f"'{name}' is locked")
        self.held.add(name)
        self.epochs[name] = self.epochs.get(name, 0) + 1
        try:
            yield MemoryLock(name, self.epochs[name])
        finally:
            self.held.discard(name)


@dataclasses.dataclass
class Thing:
    """One device: what it answers to the first, second, .. attempt ("silent": nothing), and what it has run."""

    name: str
    answers: list[str] = dataclasses.field(default_factory=lambda: [judge.SUCCEEDED])
    online: bool = True
    barred: str = ""
    locked: bool = False  # the device itself says: not now
    selected: bool = True
    away_until: float = 0
    joins_at: float = 0
    pool: str = "default"
    ran: list[str] = dataclasses.field(default_factory=list)
    release: str = "1"

    @property
    def id(self) -> str:
        return f"id-{self.name}"


class World:
    """Devices, the scheduler that reaches them, and the engine's ports on both."""

    def __init__(self, things: t.Iterable[Thing], faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.things = {thing.id: thing for thing in things}
        self.clock = FakeClock()
        self.store = MemoryStore(self.faults)
        self.jobs: dict[str, dict[str, t.Any]] = {}
        self.in_flight = 0
        self.most = 0
        self.most_of_a_pool = 0
        self.together: list[set[str]] = []
        self.said: list[str] = []
        self.closed: dict[str, float] = {}  # kinds of gates, and until when they are closed
        self.asked: list[str] = []
        self.looks: list[int] = []  # how many devices were looked at, each time
        self.held = False
        self.promotions = 0
        self.canaries_break_at = float("inf")

    # Doorkeeper
    def ask(self, gate: policy.Gate) -> str:
        self.asked.append(str(gate))
        return "not now" if self.clock.time < self.closed.get(gate.kind, 0) else ""

    # Fleet
    def select(self, select: policy.Select) -> list[Device]:
        found = [thing for thing in self.things.values() if thing.selected and thing.joins_at <= self.clock.time]
        if select.nodes:
            found = [thing for thing in found if thing.name in select.nodes or thing.id in select.nodes]
        if not found and not select.living:
            raise BadInput("select: nobody is there")
        return [self._device(thing) for thing in sorted(found, key=lambda thing: thing.name)]

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        self.looks.append(len(ids))
        return {id_: self._device(self.things[id_]) for id_ in ids if id_ in self.things}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        return {id_ for id_ in ids if not self._online(self.things[id_])}

    def _device(self, thing: Thing) -> Device:
        return Device(thing.id, thing.name, self._online(thing), thing.barred, thing.pool)

    def _online(self, thing: Thing) -> bool:
        return thing.online and thing.away_until <= self.clock.time

    # Executor
    def submit(self, offer: Offer) -> None:
        self.faults.point()
        if offer.key not in self.jobs:
            placed = {}
            for id_ in offer.devices:
                thing = self.things[id_]
                if not self._online(thing):
                    continue
                if thing.locked:
                    placed[id_] = LOCKED
                    continue
                answer = thing.answers[min(len(thing.ran), len(thing.answers) - 1)]
                assert offer.key not in thing.ran, "a device ran an attempt twice"
                thing.ran.append(offer.key)
                if answer == judge.SUCCEEDED:
                    thing.release = getattr(offer.update, "expect", offer.rollout)
                placed[id_] = answer
            self.jobs[offer.key] = {
                "placed": placed,
                "begun": self.clock.now(),
                "stopped": False,
                "trial": offer.update.trial,
            }
            self.in_flight = len(placed)
            self.most = max(self.most, len(placed))
            pools = collections.Counter(self.things[id_].pool for id_ in placed)
            self.most_of_a_pool = max([self.most_of_a_pool, *pools.values()])
            self.together.append({self.things[id_].name for id_ in placed})
        self.faults.point()

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        job = self.jobs.get(offer.key)
        if job is None:
            gone = dict.fromkeys(offer.devices, Result(judge.UNKNOWN)) if exact else {}
            return Seen(True, 0, {}, gone)
        if job["trial"] and self.clock.now() >= self.canaries_break_at:
            job["trial"], job["placed"] = False, dict.fromkeys(job["placed"], judge.REVERTED)
        if job["trial"] and exact:
            outcome = judge.REVERTED if job["stopped"] else judge.TIMED_OUT
            return Seen(True, 0, {}, dict.fromkeys(job["placed"], Result(outcome)))
        if job["trial"]:
            return Seen(False, len(job["placed"]), {}, {}, ready=self.clock.now() >= job["begun"] + 1, text="1 healthy")
        over = self.clock.now() >= job["begun"] + 3
        done = {
            id_: Result(judge.SKIPPED, LOCKED) if answer == LOCKED else Result(answer)
            for id_, answer in job["placed"].items()
            if answer != "silent" and over
        }
        if exact:
            for id_ in offer.devices:
                if id_ not in done:
                    done[id_] = Result(judge.TIMED_OUT if id_ in job["placed"] else judge.OFFLINE)
        running = len(job["placed"]) - len(done)
        counts = judge.count(result.outcome for result in done.values())
        return Seen(running == 0, max(0, running), counts, done)

    def stop(self, offer: Offer) -> None:
        self.faults.point()
        if offer.key in self.jobs:
            self.jobs[offer.key]["stopped"] = True
        self.in_flight = 0
        self.faults.point()

    def hold(self, offer: Offer, held: bool) -> None:
        self.faults.point()
        if offer.key in self.jobs:
            self.held = held
        self.faults.point()

    def promote(self, offer: Offer) -> None:
        self.faults.point()
        job = self.jobs[offer.key]
        assert not self.held, "promoted while it was held"
        self.promotions += job["trial"]
        job["trial"], job["begun"] = False, self.clock.now()
        self.faults.point()

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        self.faults.point()
        assert all(self.things[id_].release == getattr(offer.update, "expect", offer.rollout) for id_ in ids)
        self.faults.point()
        return []

    def engine(self, given: policy.Policy, guard: t.Callable[[], None] = lambda: None) -> rollout.Rollout:
        """A fresh process."""
        ports = journal.Ports(
            store=self.store,
            fleet=self,
            executor=self,
            clock=self.clock,
            door=self,
            who="tester",
            say=self.said.append,
            guard=guard,
        )
        return rollout.Rollout(given, ports)

    def act(self, given: policy.Policy, verb: str = "start", max_wait: float = 3600, node: str = "") -> Report:
        """What a run of the playbook does."""
        return self.engine(given).act(verb, max_wait, node)


def world(*names: str, **things: list[str]) -> World:
    """Devices that succeed, and devices with answers of their own."""
    return World([Thing(name) for name in names] + [Thing(name, answers) for name, answers in things.items()])
