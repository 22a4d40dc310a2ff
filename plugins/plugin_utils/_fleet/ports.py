# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine needs from the outside, as narrow as it can be. Tests give it models, the action plugin real ones."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import AnyUpdate, Gate, Select

MAX_VALUE = 380 * 1024  # in base64, and with the check of a lock, one transaction of Consul (512 KiB)


class StoreError(FleetError):
    """The store cannot be read or written."""


class Conflict(StoreError):
    """Somebody else wrote the key since it was read."""


class Locked(StoreError):
    """Somebody else holds the lock."""


class LockLost(StoreError):
    """The lock that a write was made under is not held any more."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """A value of the store and the index at which it was last written."""

    key: str
    value: dict[str, t.Any]
    index: int


class Lock(t.Protocol):
    """The right to write, fenced: a store refuses a write under a lock that was taken over."""

    @property
    def name(self) -> str:
        """Name of the lock."""


class Readable(t.Protocol):
    """What those need of a store who only read it."""

    def get(self, key: str) -> Entry | None:
        """The entry, or None."""

    def list(self, prefix: str) -> list[Entry]:
        """All entries below a prefix that ends with a slash, in the order of their keys."""


class Store(Readable, t.Protocol):
    """Small JSON documents with check-and-set. Two backends, one contract test."""

    def some(self, prefix: str, keys: t.Collection[str]) -> list[Entry]:
        """Those of these keys that exist, all of them below a prefix; what they cost depends on the backend."""

    def cas(self, key: str, value: t.Mapping[str, t.Any], index: int, lock: Lock | None = None) -> int:
        """Write if the key still has this index (0: does not exist); return the new index, or raise Conflict or LockLost."""

    def delete(self, key: str, index: int, lock: Lock | None = None) -> None:
        """Remove if the key still has this index, or raise Conflict or LockLost; what is gone already is no conflict."""

    def lock(self, name: str, wait: float = 0) -> contextlib.AbstractContextManager[Lock]:
        """Hold a lock, or raise Locked after waiting."""


class Clock(t.Protocol):
    """The only source of time."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


# Reasons that pass: a device that is barred by one is caught up with later.
DRAINING, INELIGIBLE, LOCKED, UNSELECTED = "draining", "ineligible", "locked by the device", "not in the selection now"
PASSING = frozenset({DRAINING, INELIGIBLE, LOCKED, UNSELECTED})


@dataclasses.dataclass(frozen=True, slots=True)
class Device:
    """A node as the scheduler and the store know it."""

    id: str
    name: str
    online: bool = True
    barred: str = ""  # why it must not be offered anything now, e.g. "ineligible"
    pool: str = "default"


class Fleet(t.Protocol):
    """Who is in the fleet."""

    def select(self, select: Select) -> list[Device]:
        """The members of a selection in the order they are to be offered, each once.

        Nobody is an error that says why, except in a living selection.
        """

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        """The present state of these devices; the scheduler may have forgotten some."""

    def lost(self, ids: t.Collection[str]) -> set[str]:
        """Which of these, that took an update, are not there any more."""


@dataclasses.dataclass(frozen=True)
class Offer:
    """One attempt of one wave. Its key is deterministic: submitting it twice is submitting it once."""

    key: str
    rollout: str
    track: str
    order: int
    devices: t.Mapping[str, str]  # id -> name
    update: AnyUpdate
    meta: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Result:
    """The outcome of a device and a word on why."""

    outcome: str
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class Seen:
    """How an offer stands. `counts` is cheap and for people; `results` is complete only where it was asked to be exact."""

    finished: bool
    running: int
    counts: t.Mapping[str, int]
    results: t.Mapping[str, Result]
    ready: bool = False  # what was tried out first is well, and the rest waits for a promotion
    text: str = ""  # progress in the executor's own words


class Executor(t.Protocol):
    """Carries an offer to devices. Everything here is idempotent."""

    def submit(self, offer: Offer) -> None:
        """Offer; does nothing if this offer was made before."""

    def observe(self, offer: Offer, exact: bool = False) -> Seen:
        """How it stands. With ``exact`` every device has a result: the attempt is over, whatever is missing is explained."""

    def stop(self, offer: Offer) -> None:
        """Withdraw what no device has begun; a device that comes late must not run it."""

    def hold(self, offer: Offer, held: bool) -> None:
        """Begin nothing more of an offer, or go on with it; what an executor hands over at once cannot be held."""

    def promote(self, offer: Offer) -> None:
        """Go on with the rest of an offer whose first part was tried out."""

    def record(self, offer: Offer, ids: t.Collection[str]) -> list[str]:
        """Publish the release of devices that passed their own check; return the ids of those that could not be reached."""


class Doorkeeper(t.Protocol):
    """Answers the questions that are asked before a wave."""

    def ask(self, gate: Gate) -> str:
        """Empty if the gate is open, else why it is not; never raises because of what it asks."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
