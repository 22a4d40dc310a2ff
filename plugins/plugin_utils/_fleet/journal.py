# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rollout keeps in the store: its state with the audit trail, its members, its waves."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import audit
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Clock,
    Conflict,
    Doorkeeper,
    Entry,
    Executor,
    Fleet,
    Lock,
    Store,
)

PLANNED, RUNNING, SOAKING, WAITING, PAUSED = "planned", "running", "soaking", "waiting", "paused"
ROLLING_BACK, ROLLED_BACK, ABORTED, DONE, FAILED = "rolling_back", "rolled_back", "aborted", "done", "failed"

ACTIVE = (RUNNING, SOAKING, WAITING, ROLLING_BACK)
FINAL = (ABORTED, DONE, FAILED, ROLLED_BACK)

STARTED = "fleet/started/"  # a small entry for every rollout, so that they can be listed without reading all they keep

SHARD = 1000  # members in one write of the store

Document = dict[str, t.Any]


class NoSuchRollout(BadInput):
    """A verb for a rollout that was never started."""


@dataclasses.dataclass(frozen=True)
class Ports:
    """What the engine works with."""

    store: Store
    fleet: Fleet
    executor: Executor
    clock: Clock
    door: Doorkeeper
    who: str = "unknown"
    say: t.Callable[[str], None] = lambda _text: None
    guard: t.Callable[[], None] = lambda: None  # raises where this process must not do anything any more
    file: str = ""  # the policy's, to be named to people


def moment(stamp: float) -> str:
    """A time for people and for the audit trail."""
    return datetime.datetime.fromtimestamp(stamp, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Journal:
    """Every step is one check-and-set write of the state; what belongs to it is written before, copies of it after."""

    def __init__(self, policy: Policy, ports: Ports) -> None:
        self.policy = policy
        self.ports = ports
        self.base = f"fleet/rollouts/{policy.rollout}"
        self.changed = False
        self._state: Entry | None = None
        self._lock: Lock | None = None

    def _lock_name(self) -> str:
        return f"rollout-{self.policy.rollout}"

    def _load(self) -> None:
        self._state = self.ports.store.get(f"{self.base}/state")
        if self._state is not None and self._lock is not None:
            self._note()

    def _need(self) -> Document:
        if self._state is None:
            raise NoSuchRollout(f"rollout '{self.policy.rollout}' was never started; start it with verb=start")
        return self._state.value

    def _write(self, changes: Document, event: str = "", who: str = "") -> None:
        """The one write of a step; the audit entry is inside and copied out afterwards."""
        self.ports.guard()
        old = self._state
        doc: Document = {**(old.value if old else {}), **changes, "updated": self.ports.clock.now()}
        if event:
            doc["audit"] = doc.get("audit", 0) + 1
            entry = {
                "at": moment(self.ports.clock.now()),
                "who": who or self.ports.who,
                "hash": self.policy.hash,
                "what": event,
                "state": doc["state"],
                "wave": doc["wave"],
                "counts": {outcome: number for outcome, number in doc["counts"].items() if number},
            }
            doc["last"] = audit.follow(doc.get("last"), entry)
        key = f"{self.base}/state"
        index = self.ports.store.cas(key, doc, old.index if old else 0, self._lock)
        self._state = Entry(key, doc, index)
        self.changed = True
        if event:
            self.ports.say(event)
            self._note()

    def _note(self) -> None:
        """Copy the last audit entry to its place; done again after a crash, harmless otherwise."""
        doc = self._need()
        if doc.get("audit"):
            key = f"{self.base}/audit/{doc['audit']:06d}"
            if self.ports.store.get(key) is None:
                self.ports.store.cas(key, doc["last"], 0, self._lock)

    def _put(self, key: str, value: Document) -> None:
        """Write a document that only becomes valid by the next write of the state."""
        self.ports.guard()
        entry = self.ports.store.get(key)
        if entry is None or entry.value != value:
            self.ports.store.cas(key, value, entry.index if entry else 0, self._lock)
            self.changed = True

    def _next_order(self) -> int:
        """A number that is higher than that of every earlier rollout of the track; gaps do no harm."""
        key = f"fleet/tracks/{self.policy.track}"
        while True:
            self.ports.guard()
            entry = self.ports.store.get(key)
            order = (entry.value["order"] if entry else 0) + 1
            try:
                self.ports.store.cas(key, {"order": order, "rollout": self.policy.rollout}, entry.index if entry else 0)
            except Conflict:
                continue
            return order

    def _wave(self) -> Document:
        return self.wave(self._need()["wave"])

    @property
    def waves(self) -> int:
        """Waves that were opened."""
        return t.cast(int, self._need()["wave"])

    def wave(self, number: int) -> Document:
        """The document of a wave."""
        entry = self.ports.store.get(self._wave_key(number))
        if entry is None:
            raise FleetError(f"store: {self._wave_key(number)} is missing; restore it from a backup")
        return entry.value

    def _wave_key(self, number: int) -> str:
        return f"{self.base}/waves/{number:06d}"
