# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout on a model of the fleet: how long it takes, and how far a bad release comes before the thresholds stop it.

The same engine, with the members as they are now, windows and waits on a clock of its own, and a store in memory. Gates
are open and approvals are given at once; every attempt takes all the time that it may.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import hashlib
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import FINAL, PLANNED, WAITING, Ports
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Deployment, Gate, Policy, Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Device,
    Entry,
    Fleet,
    Offer,
    Result,
    Seen,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.report import Report
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.rollout import Rollout

RATES = (1, 5, 25, 100)  # devices in a hundred on which a bad release fails
TRIES = 5  # different devices fail in each
LOOKS = 4  # looks at an attempt


class _Lock(t.NamedTuple):
    name: str


class _Memory:
    """A store that one process has for itself."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def get(self, key: str) -> Entry | None:
        found = self.entries.get(key)
        return None if found is None else dataclasses.replace(found, value=copy.deepcopy(found.value))

    def some(self, prefix: str, keys: t.Collection[str]) -> list[Entry]:
        return [entry for entry in self.list(prefix) if entry.key in keys]

    def list(self, prefix: str) -> list[Entry]:
        return [entry for key, entry in sorted(self.entries.items()) if key.startswith(prefix)]

    def cas(self, key: str, value: t.Mapping[str, t.Any], index: int, lock: t.Any = None) -> int:
        del lock
        self.entries[key] = Entry(key, copy.deepcopy(dict(value)), index + 1)
        return index + 1

    def delete(self, key: str, index: int, lock: t.Any = None) -> None:
        del index, lock
        self.entries.pop(key, None)

    @contextlib.contextmanager
    def lock(self, name: str, wait: float = 0) -> t.Iterator[_Lock]:
        del wait
        yield _Lock(name)


class Model:
    """Devices, scheduler, clock and doorkeeper in one; the same devices fail in every run with the same number."""

    def __init__(self, found: t.Sequence[Device], policy: Policy, rate: float, number: int, now: float) -> None:
        self.devices = {device.id: device for device in found}
        self.policy = policy
        self.bad = {id_ for id_ in self.devices if self._drawn(id_, number) < rate}
        self.time = now
        self.begun: dict[str, float] = {}
        self.offered: set[str] = set()

    @staticmethod
    def _drawn(id_: str, number: int) -> float:
        """A number below 100 that a device always draws."""
        digest = hashlib.sha256(f"{number}:{id_}".encode()).digest()
        return int.from_bytes(digest[:4], "big") * 100 / 2**32

    @property
    def failed(self) -> int:
        """Devices that were offered a release that fails on them."""
        return len(self.offered & self.bad)

    def _takes(self, offer: Offer) -> float:
        return offer.update.seconds(len(offer.devices)) or 0

    # Clock
    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(seconds, (self.policy.update.seconds(1) or 0) / LOOKS)

    # Doorkeeper
    def ask(self, gate: Gate) -> str:
        del gate
        return ""

    # Fleet
    def select(self, select: Select) -> list[Device]:
        del select
        return list(self.devices.values())

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        return {id_: self.devices[id_] for id_ in ids}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        del ids
        return set()

    # Executor
    def submit(self, offer: Offer) -> None:
        self.begun[offer.key] = self.time
        self.offered.update(offer.devices)

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        if not exact and self.time < self.begun[offer.key] + self._takes(offer):
            return Seen(False, len(offer.devices), {}, {})
        results = {id_: Result(judge.FAILED if id_ in self.bad else judge.SUCCEEDED) for id_ in offer.devices}
        return Seen(True, 0, judge.count(one.outcome for one in results.values()), results)

    def stop(self, offer: Offer) -> None:
        del offer

    def hold(self, offer: Offer, held: bool) -> None:
        del offer, held

    def promote(self, offer: Offer) -> None:
        del offer

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        del offer, ids
        return []


def run(policy: Policy, found: t.Sequence[Device], rate: float, number: int, now: float) -> tuple[Model, Report]:
    """One rollout on the model, up to its end or to a stop."""
    model = Model(found, policy, rate, number, now)
    memory = _Memory()
    ports = Ports(store=memory, fleet=model, executor=model, clock=model, door=model, who="simulation")
    report = Rollout(policy, ports).act("start", max_wait=float("inf"))
    while report.state == WAITING and report.approval:
        report = Rollout(policy, ports).act("approve", max_wait=float("inf"))
    return model, report


def simulate(policy: Policy, fleet: Fleet, now: float, say: t.Callable[[str], None]) -> Report:
    """Say what would happen if nothing failed, and if something did. Asks the fleet who is there, and nothing else."""
    if isinstance(policy.update, Deployment):
        raise BadInput("simulate: Nomad decides on the allocations of a job; use the verb plan")
    found = fleet.select(dataclasses.replace(policy.select, living=False))
    policy = dataclasses.replace(policy, catch_up=False, select=dataclasses.replace(policy.select, living=False))
    noun = policy.update.noun
    model, good = run(policy, found, 0, 0, now)
    message = f"if nothing fails: {good.message}, {len(good.waves)} waves, at most {go_text(int(model.time - now))}"
    say(message)
    for rate in RATES:
        ends = [run(policy, found, rate, number, now) for number in range(TRIES)]
        model, worst = max(ends, key=lambda end: end[0].failed)
        stopped = sum(end[1].state not in FINAL or end[1].stopped_by == "threshold" for end in ends)
        say(
            f"if it fails on {rate} % of the {noun}: stopped in {stopped} of {TRIES} tries; at worst {len(model.offered)} of "
            f"{worst.total} {noun} are offered it and {model.failed} are on a bad release, in wave {len(worst.waves)}"
        )
    return Report(
        rollout=policy.rollout,
        state=PLANNED,
        message=message,
        waves=good.waves,
        counts=good.counts,
        total=good.total,
        answered=True,
    )
