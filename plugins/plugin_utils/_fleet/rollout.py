# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout and its verbs: what a user can ask for, and what is reported."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ABORTED,
    DONE,
    FAILED,
    PAUSED,
    PLANNED,
    RUNNING,
    SHARD,
    SOAKING,
    Document,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.machine import POLL, Machine
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device, Fleet, Locked
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import RELEASE, PolicyError

HANDOVER = 60  # how long a verb waits for the process that runs the rollout

VERBS = ("start", "plan", "status", "pause", "resume", "abort", "retry")

LATER = ("approve", "skip", "rollback", "catch_up")


@dataclasses.dataclass(frozen=True)
class Report:
    """How a rollout stands."""

    rollout: str
    state: str
    message: str
    changed: bool = False
    waves: tuple[Document, ...] = ()
    counts: t.Mapping[str, int] = dataclasses.field(default_factory=dict)
    total: int = 0
    stopped_by: str = ""
    next_step: float | None = None
    failures: tuple[Document, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a run ends as failed: thresholds stopped it, or nothing could be done."""
        return self.state == FAILED or self.stopped_by == "threshold"


def check_verb(verb: str) -> None:
    """Refuse what cannot be done, before anything happens."""
    if verb in LATER:
        raise BadInput(f"verb: '{verb}' is not supported yet in {RELEASE}; known here: {', '.join(VERBS)}")
    if verb not in VERBS:
        raise BadInput(f"verb: '{verb}' is unknown; known here: {', '.join(VERBS)}")


def members(policy: Policy, fleet: Fleet) -> list[Device]:
    """The selection, narrowed to its percentage; nobody is an error."""
    found = fleet.select(policy.select)
    if policy.select.percent is not None:
        chosen = plan.sample(policy.select.percent, [device.id for device in found])
        found = [device for device in found if device.id in chosen]
    if not found:
        raise BadInput("select: nobody is selected, so there is nothing to roll out")
    plan.forecast(policy.waves, len(found))  # refuses a wave that is too large
    return found


class Rollout(Machine):
    """One rollout under one policy."""

    def act(self, verb: str, max_wait: float = 3600) -> Report:
        """Do what a verb says; the one entrance."""
        check_verb(verb)
        if verb == "plan":
            return self.preview()
        if verb == "status":
            return self.status()
        if verb in ("pause", "abort"):
            return self._interrupt(verb)
        with self.ports.store.lock(self._lock_name(), wait=2) as self._lock:
            self._load()
            if verb == "start":
                self._begin()
            else:
                self._same_policy()
                getattr(self, f"_{verb}")()
            self._run(max_wait)
            return self._report()

    def preview(self) -> Report:
        """The plan: who, and how many at a time. Writes nothing."""
        entry = self.ports.store.get(f"{self.base}/state")
        if entry is not None:
            self._state = entry
            self._same_policy()
            return self._report()
        found = members(self.policy, self.ports.fleet)
        ready = [device for device in found if device.online and not device.barred]
        say = self.ports.say
        say(f"{self.policy.rollout}: {len(found)} devices selected, {len(ready)} of them can be offered now")
        waves = plan.forecast(self.policy.waves, len(ready)) if ready else []
        first = 0
        for number, size in enumerate(waves, start=1):
            some = [device.name for device in ready[first : first + min(size, 5)]]
            word = "canary, " if number == 1 and plan.canary(self.policy.waves, plan.Progress()) else ""
            say(f"wave {number}: {word}{size} devices ({', '.join(some)}{', ..' if size > len(some) else ''})")
            first += size
        for device in found:
            if device not in ready:
                say(f"{device.name}: {device.barred or judge.OFFLINE}")
        return Report(
            rollout=self.policy.rollout,
            state=PLANNED,
            message=f"{len(found)} devices in {len(waves)} waves, {len(found) - len(ready)} cannot be offered now",
            waves=tuple({"number": number, "size": size} for number, size in enumerate(waves, start=1)),
            total=len(found),
        )

    def status(self) -> Report:
        """Read, nothing else."""
        self._load()
        self._need()
        return self._report()

    def _begin(self) -> None:
        """Start, or go on with what was interrupted; what was paused stays paused."""
        if self._state is None:
            self._create()
            return
        self._same_policy()

    def _resume(self) -> None:
        state = self._need()["state"]
        if state in (ABORTED, FAILED):
            self._refuse_final("resume")
        if state == PAUSED:
            self._go_on("resumed")

    def _retry(self) -> None:
        """Offer the failed devices of the wave that was stopped once more."""
        doc = self._need()
        if doc["state"] in (ABORTED, FAILED) or (doc["state"] == DONE and judge.bad(doc["counts"])):
            self._refuse_final("retry")
        if doc["state"] != PAUSED:
            return
        wave = self._wave()
        stopped = doc["phase"] == "gate" and doc["waves"] and not doc["waves"][-1]["passed"]
        if not stopped or not self._attempt_ids(wave, doc["attempt"] + 1):
            raise BadInput(
                f"retry: no device of wave {doc['wave']} of '{self.policy.rollout}' can be retried; resume goes on with the next wave"
            )
        counts = {outcome: doc["counts"].get(outcome, 0) - number for outcome, number in self._counts(wave).items()}
        attempt = doc["attempt"] + 1
        self._write(
            {
                "state": RUNNING,
                "phase": "offering",
                "attempt": attempt,
                "last_attempt": attempt,
                "stopped_by": "",
                "counts": counts,
                "waves": doc["waves"][:-1],
                "message": "",
            },
            f"retry of wave {doc['wave']}, attempt {attempt}",
        )

    def _refuse_final(self, verb: str) -> t.NoReturn:
        state = self._need()["state"]
        raise BadInput(
            f"{verb}: rollout '{self.policy.rollout}' is {state}; to offer it again, give it a new name under 'rollout' in the policy file"
        )

    def _go_on(self, word: str) -> None:
        doc = self._need()
        running = SOAKING if doc["phase"] == "soaking" else RUNNING
        self._write({"state": running, "stopped_by": "", "message": ""}, f"{word} by {self.ports.who}")

    def _interrupt(self, verb: str) -> Report:
        """Pause or abort: by ourselves where nobody runs the rollout, else the process that does is asked."""
        clock, store, key = self.ports.clock, self.ports.store, f"{self.base}/request"
        self._load()
        self._need()
        give_up = clock.now() + HANDOVER
        asked = False
        while True:
            try:
                with store.lock(self._lock_name()) as self._lock:
                    self._load()
                    self._apply(verb)
                    self._drop_request()
                    self._finish_abort()
                    return self._report()
            except Locked as error:
                request = store.get(key)
                if asked and request is None:
                    self._load()
                    self.changed = True
                    return self._report()
                if clock.now() >= give_up:
                    if request is not None:
                        store.delete(key, request.index)
                    raise FleetError(
                        f"{verb}: the process that runs '{self.policy.rollout}' did not answer within {HANDOVER} s; {error}"
                    ) from error
                if not asked:
                    self.ports.guard()
                    store.cas(
                        key, {"verb": verb, "who": self.ports.who, "at": clock.now()}, request.index if request else 0
                    )
                    asked = True
                clock.sleep(POLL / 2)

    def _same_policy(self) -> None:
        doc = self._need()
        if doc["hash"] != self.policy.hash:
            raise PolicyError(
                f"rollout '{self.policy.rollout}' was started with another policy ({doc['hash'][:12]}, the file is {self.policy.hash[:12]}); "
                "put the file back as it was, or give it a new name under 'rollout'"
            )

    def _create(self) -> None:
        """Freeze the selection and take a place in the order of the track; the state document makes it real."""
        found = members(self.policy, self.ports.fleet)
        for shard in range(0, len(found), SHARD):
            some = [{"id": device.id, "name": device.name} for device in found[shard : shard + SHARD]]
            self._put(f"{self.base}/members/{shard // SHARD:06d}", {"members": some})
        self._put(f"{self.base}/policy", {"document": self.policy.document, "hash": self.policy.hash})
        order = self._next_order()
        now = self.ports.clock.now()
        name = f"{self.policy.rollout}:{self.policy.hash}:{order}:{now}"
        self._write(
            {
                "rollout": self.policy.rollout,
                "uid": hashlib.sha256(name.encode()).hexdigest()[:8],
                "hash": self.policy.hash,
                "track": self.policy.track,
                "order": order,
                "state": RUNNING,
                "phase": "gate",
                "stopped_by": "",
                "message": "",
                "total": len(found),
                "cursor": 0,
                "wave": 0,
                "attempt": 0,
                "last_attempt": 0,
                "canary": False,
                "passed": 0,
                "succeeded": 0,
                "until": None,
                "deadline": now + self.policy.deadline,
                "counts": judge.count([]),
                "waves": [],
            },
            f"started by {self.ports.who}: {len(found)} devices",
        )

    def _report(self) -> Report:
        doc = self._need()
        counts = dict(doc["counts"])
        failures: list[Document] = []
        if doc["wave"] and doc["state"] in (PAUSED, ABORTED, FAILED):
            wave = self._wave()
            failures = [
                {"name": device["name"], "id": id_, "outcome": device["results"][-1], "detail": device["detail"]}
                for id_, device in wave["devices"].items()
                if device["results"] and device["results"][-1] in judge.BAD
            ]
        message = doc["message"] or f"{doc['state']}, wave {doc['wave']}: {judge.describe(counts)}"
        return Report(
            rollout=doc["rollout"],
            state=doc["state"],
            message=message,
            changed=self.changed,
            waves=tuple(doc["waves"]),
            counts={outcome: number for outcome, number in counts.items() if number},
            total=doc["total"],
            stopped_by=doc["stopped_by"],
            next_step=doc["until"],
            failures=tuple(failures[:100]),
        )
