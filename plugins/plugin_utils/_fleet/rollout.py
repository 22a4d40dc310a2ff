# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rollout machine.

Every step is one check-and-set write of the state, followed by side effects that are idempotent and have deterministic
ids. Whoever kills it anywhere and starts it again ends in the same state, with nothing offered twice.

    gate -> offering -> following -> closing -> (backoff -> offering)* -> soaking -> judging -> gate ... -> ended
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import RELEASE, Policy, PolicyError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import (
    Clock,
    Conflict,
    Device,
    Entry,
    Executor,
    Fleet,
    Lock,
    Locked,
    Offer,
    Result,
    Seen,
    Store,
)

PLANNED, RUNNING, SOAKING, PAUSED, ABORTED, DONE, FAILED = (
    "planned",
    "running",
    "soaking",
    "paused",
    "aborted",
    "done",
    "failed",
)
FINAL = (ABORTED, DONE, FAILED)
SHARD = 1000  # members in one write of the store, and devices looked at beyond a wave
POLL = 1.0
ALLOWANCE = 90  # for placing, fetching and asking for the release, on top of what update and way back may take
HANDOVER = 60  # how long a verb waits for the process that runs the rollout
VERBS = ("start", "plan", "status", "pause", "resume", "abort", "retry")
LATER = ("approve", "skip", "rollback", "catch_up")

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
    who: str = "unknown"
    say: t.Callable[[str], None] = lambda _text: None
    guard: t.Callable[[], None] = lambda: None  # raises where this process must not do anything any more


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


def moment(stamp: float) -> str:
    """A time for people and for the audit trail."""
    return datetime.datetime.fromtimestamp(stamp, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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


class Rollout:
    """One rollout under one policy."""

    def __init__(self, policy: Policy, ports: Ports) -> None:
        self.policy = policy
        self.ports = ports
        self.base = f"fleet/rollouts/{policy.rollout}"
        self.changed = False
        self._state: Entry | None = None
        self._lock: Lock | None = None
        self._shard: tuple[int, list[Document]] = (-1, [])

    # -- verbs -----------------------------------------------------------------------------------------------------

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
            return self._run(max_wait)

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

    def _apply(self, verb: str) -> None:
        doc = self._need()
        if doc["state"] in FINAL:
            return
        if verb == "abort":
            text = f"aborted by {self.ports.who}"
            self._write({"state": ABORTED, "stopped_by": "user", "message": text, "until": None}, text)
        elif doc["state"] != PAUSED:
            text = f"paused by {self.ports.who}"
            self._write({"state": PAUSED, "stopped_by": "user", "message": text}, text)

    def _listen(self) -> None:
        """Do what another process asked for."""
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            self._apply(request.value["verb"])
            self._drop_request()

    def _drop_request(self) -> None:
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            with contextlib.suppress(Conflict):  # asked again meanwhile: it is seen in the next round
                self.ports.store.delete(request.key, request.index)

    # -- state -----------------------------------------------------------------------------------------------------

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

    def _same_policy(self) -> None:
        doc = self._need()
        if doc["hash"] != self.policy.hash:
            raise PolicyError(
                f"rollout '{self.policy.rollout}' was started with another policy ({doc['hash'][:12]}, the file is {self.policy.hash[:12]}); "
                "put the file back as it was, or give it a new name under 'rollout'"
            )

    def _write(self, changes: Document, event: str = "") -> None:
        """The one write of a step; the audit entry is inside and copied out afterwards."""
        self.ports.guard()
        old = self._state
        doc: Document = {**(old.value if old else {}), **changes, "updated": self.ports.clock.now()}
        if event:
            doc["audit"] = doc.get("audit", 0) + 1
            doc["last"] = {
                "at": moment(self.ports.clock.now()),
                "who": self.ports.who,
                "hash": self.policy.hash,
                "what": event,
                "state": doc["state"],
                "wave": doc["wave"],
                "counts": doc["counts"],
            }
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

    def _member(self, number: int) -> Document:
        """One member of the frozen selection; one shard is in memory at a time."""
        shard = number // SHARD
        if self._shard[0] != shard:
            entry = self.ports.store.get(f"{self.base}/members/{shard:06d}")
            if entry is None:
                raise FleetError(f"store: {self.base}/members/{shard:06d} is missing; restore it from a backup")
            self._shard = (shard, entry.value["members"])
        return self._shard[1][number % SHARD]

    def _wave(self) -> Document:
        entry = self.ports.store.get(self._wave_key(self._need()["wave"]))
        if entry is None:
            raise FleetError(f"store: {self._wave_key(self._need()['wave'])} is missing; restore it from a backup")
        return entry.value

    def _wave_key(self, number: int) -> str:
        return f"{self.base}/waves/{number:06d}"

    # -- the machine -----------------------------------------------------------------------------------------------

    def _run(self, max_wait: float) -> Report:
        """Step until the end, a stop, or a wait that is too long to sit through."""
        leave = self.ports.clock.now() + max_wait
        self._finish_abort()
        self._listen()
        while self._need()["state"] in (RUNNING, SOAKING):
            phase = self._need()["phase"]
            if phase in ("backoff", "soaking"):
                if self._need()["until"] > leave:
                    break
                self._wait()
            else:
                getattr(self, f"_{phase}")()
            self._listen()
        self._finish_abort()
        return self._report()

    def _wait(self) -> None:
        """One look at the clock; what is due becomes the next phase."""
        doc = self._need()
        left = doc["until"] - self.ports.clock.now()
        if left > 0:
            self.ports.clock.sleep(min(POLL, left))
        elif doc["phase"] == "backoff":
            self._write({"phase": "offering", "until": None})
        else:
            self._write({"state": RUNNING, "phase": "judging", "until": None})

    def _gate(self) -> None:
        """Open the next wave, or end."""
        doc = self._need()
        if doc["cursor"] >= doc["total"]:
            self._end()
            return
        if self.ports.clock.now() > doc["deadline"]:
            left = doc["total"] - doc["cursor"]
            self._close(
                FAILED,
                f"failed: the time for the rollout is over, {left} of {doc['total']} devices were not offered",
                "threshold",
            )
            return
        progress = plan.Progress(passed=doc["passed"], succeeded=doc["succeeded"])
        size = plan.size(self.policy.waves, progress, doc["total"])
        number = doc["wave"] + 1
        cursor, devices, aside = self._draw(doc["cursor"], size)
        self._put(self._wave_key(number), {"number": number, "devices": devices, "aside": aside})
        canary = plan.canary(self.policy.waves, progress)
        names = ", ".join(device["name"] for device in list(devices.values())[:5]) + (
            ", .." if len(devices) > 5 else ""
        )
        text = (
            f"wave {number}{' (canary)' if canary else ''}: {len(devices)} devices offered ({names})"
            if devices
            else f"wave {number}: nobody can be offered"
        )
        if aside:
            text += f", {judge.describe(judge.count(device['outcome'] for device in aside.values()))}"
        self._write(
            {
                "phase": "offering" if devices else "judging",
                "wave": number,
                "attempt": 1,
                "last_attempt": 1 + self.policy.retries,
                "canary": canary,
                "cursor": cursor,
                "until": None,
            },
            text,
        )

    def _draw(self, cursor: int, size: int) -> tuple[int, Document, Document]:
        """Members for a wave: those that can be offered now, and those that are put aside on the way."""
        total = self._need()["total"]
        window = [self._member(number) for number in range(cursor, min(total, cursor + size + SHARD))]
        present = self.ports.fleet.look([member["id"] for member in window])
        devices: Document = {}
        aside: Document = {}
        for member in window:
            device = present.get(member["id"])
            if device is None or not device.online:
                aside[member["id"]] = {
                    "name": member["name"],
                    "outcome": judge.OFFLINE,
                    "detail": "" if device else "not known to the scheduler",
                }
            elif device.barred:
                aside[member["id"]] = {"name": member["name"], "outcome": judge.SKIPPED, "detail": device.barred}
            elif len(devices) < size:
                devices[member["id"]] = {"name": member["name"], "results": [], "detail": ""}
            else:
                break
            cursor += 1
        return cursor, devices, aside

    def _offer(self) -> Offer:
        """The open attempt; all of it follows from the stored state."""
        doc = self._need()
        wave = self._wave()
        key = f"fleet-{doc['rollout']}-{doc['uid']}-w{doc['wave']}-a{doc['attempt']}"
        return Offer(
            key=key,
            rollout=doc["rollout"],
            track=doc["track"],
            order=doc["order"],
            devices={id_: wave["devices"][id_]["name"] for id_ in self._attempt_ids(wave, doc["attempt"])},
            update=self.policy.update,
            meta={
                "rollout": doc["rollout"],
                "wave": str(doc["wave"]),
                "attempt": str(doc["attempt"]),
                "policy": doc["hash"],
            },
        )

    @staticmethod
    def _attempt_ids(wave: Document, attempt: int) -> list[str]:
        """Who takes part in an attempt: all in the first one, then those whose attempt before can be tried again."""
        if attempt == 1:
            return list(wave["devices"])
        return [
            id_
            for id_, device in wave["devices"].items()
            if len(device["results"]) >= attempt - 1 and device["results"][attempt - 2] in judge.RETRYABLE
        ]

    def _offering(self) -> None:
        offer = self._offer()
        self.ports.guard()
        self.ports.executor.submit(offer)
        self._write(
            {"phase": "following", "until": self.ports.clock.now() + 2 * self.policy.update.timeout + ALLOWANCE}
        )

    def _following(self) -> None:
        """Watch the attempt until all is known or its time is over."""
        offer = self._offer()
        shown = ""
        told: set[str] = set()
        while True:
            seen = self.ports.executor.observe(offer)
            for id_, result in seen.results.items():
                if result.outcome in judge.BAD and id_ not in told:
                    told.add(id_)
                    self._tell(offer, id_, result)
            text = self._progress(offer, seen)
            if text != shown:
                self.ports.say(text)
                shown = text
            late = self.ports.clock.now() >= self._need()["until"]
            if seen.finished or late:
                self._collect(offer, told)
                self._write({"phase": "closing", "until": None})
                return
            self.ports.clock.sleep(POLL)
            self.ports.guard()
            self._listen()
            if self._need()["state"] != RUNNING:
                return

    @staticmethod
    def _progress(offer: Offer, seen: Seen) -> str:
        waiting = len(offer.devices) - sum(seen.counts.values()) - seen.running
        parts = [judge.describe(seen.counts)] if any(seen.counts.values()) else []
        parts += [f"{seen.running} running"] if seen.running else []
        parts += [f"{waiting} waiting"] if waiting > 0 else []
        again = f", attempt {offer.meta['attempt']}" if offer.meta["attempt"] != "1" else ""
        return f"wave {offer.meta['wave']}{again}: {', '.join(parts)}"

    def _tell(self, offer: Offer, id_: str, result: Result) -> None:
        self.ports.say(
            f"wave {offer.meta['wave']}: {offer.devices[id_]} {result.outcome}{f' ({result.detail})' if result.detail else ''}"
        )

    def _collect(self, offer: Offer, told: t.Collection[str] = ()) -> None:
        """Keep what every device of the attempt came to."""
        doc = self._need()
        seen = self.ports.executor.observe(offer, exact=True)
        wave = self._wave()
        for id_ in offer.devices:
            result = seen.results.get(id_) or Result(judge.UNKNOWN, "no result")
            device = wave["devices"][id_]
            device["results"] = [*device["results"][: doc["attempt"] - 1], result.outcome]
            device["detail"] = result.detail[:80]
            if result.outcome in judge.BAD and id_ not in told:
                self._tell(offer, id_, result)
        self._put(self._wave_key(doc["wave"]), wave)

    def _closing(self) -> None:
        """Withdraw the attempt, publish what succeeded, then try again or go on to judging."""
        doc = self._need()
        offer = self._offer()
        wave = self._wave()
        self._withdraw(offer, wave)
        attempt = doc["attempt"]
        again = self._attempt_ids(wave, attempt + 1) if attempt < doc["last_attempt"] else []
        final = judge.count(device["results"][-1] for id_, device in wave["devices"].items() if id_ not in again)
        if again and not judge.breach(self.policy.failure, final, len(wave["devices"])):
            text = f"wave {doc['wave']}: {len(again)} devices are tried again in {self.policy.backoff} s (attempt {attempt + 1})"
            self._write(
                {"phase": "backoff", "attempt": attempt + 1, "until": self.ports.clock.now() + self.policy.backoff},
                text,
            )
            return
        if self.policy.soak and self._verdict(wave).passed:
            until = self.ports.clock.now() + self.policy.soak
            self._write(
                {"state": SOAKING, "phase": "soaking", "until": until},
                f"wave {doc['wave']}: soaking until {moment(until)}",
            )
            return
        self._write({"phase": "judging"})

    def _withdraw(self, offer: Offer, wave: Document) -> None:
        self.ports.guard()
        self.ports.executor.stop(offer)
        good = [id_ for id_ in offer.devices if wave["devices"][id_]["results"][-1:] == [judge.SUCCEEDED]]
        missed = self.ports.executor.record(self.policy.update.expect, good) if good else []
        for id_ in missed:
            self.ports.say(f"{offer.devices[id_]}: succeeded, but its release could not be published now")

    @staticmethod
    def _outcome(device: Document) -> str:
        return t.cast(str, device["results"][-1]) if device["results"] else judge.UNKNOWN

    def _counts(self, wave: Document) -> dict[str, int]:
        outcomes = [self._outcome(device) for device in wave["devices"].values()]
        return judge.count(outcomes + [device["outcome"] for device in wave["aside"].values()])

    def _verdict(self, wave: Document) -> judge.Verdict:
        """Who turned out to be offline before the offer reached it is neutral, and nobody's canary."""
        counts = self._counts(wave)
        offered = sum(1 for device in wave["devices"].values() if self._outcome(device) != judge.OFFLINE)
        return judge.wave(self.policy.failure, counts, offered, self._need()["canary"])

    def _judging(self) -> None:
        doc = self._need()
        wave = self._wave()
        if self.policy.soak:
            self._lost_in_soak(wave)
        counts, verdict = self._counts(wave), self._verdict(wave)
        entry = {
            "number": doc["wave"],
            "size": len(wave["devices"]),
            "canary": doc["canary"],
            "attempts": doc["attempt"],
            "counts": {outcome: number for outcome, number in counts.items() if number},
            "passed": verdict.passed,
            "verdict": verdict.text,
        }
        changes: Document = {
            "phase": "gate",
            "counts": {outcome: doc["counts"].get(outcome, 0) + number for outcome, number in counts.items()},
            "waves": [*doc["waves"], entry],
        }
        if verdict.passed:
            if counts[judge.SUCCEEDED]:
                changes.update({"passed": doc["passed"] + 1, "succeeded": counts[judge.SUCCEEDED]})
            self._write(changes, f"wave {doc['wave']} passed: {verdict.text}")
            return
        state = ABORTED if self.policy.failure.then == "abort" else PAUSED
        text = f"wave {doc['wave']} {state}: {verdict.text}"
        if state == ABORTED:
            changes["phase"] = "ended"
        self._write({**changes, "state": state, "stopped_by": "threshold", "message": text}, text)

    def _lost_in_soak(self, wave: Document) -> None:
        """A device that took the update and then went away is not a success."""
        good = [id_ for id_, device in wave["devices"].items() if self._outcome(device) == judge.SUCCEEDED]
        present = self.ports.fleet.look(good) if good else {}
        for id_ in good:
            device = present.get(id_)
            if device is None or not device.online:
                wave["devices"][id_]["results"][-1] = judge.FAILED
                wave["devices"][id_]["detail"] = "lost after the update"
                self.ports.say(f"wave {wave['number']}: {wave['devices'][id_]['name']} failed (lost after the update)")
        self._put(self._wave_key(wave["number"]), wave)

    def _end(self) -> None:
        doc = self._need()
        text = judge.describe(doc["counts"])
        if not doc["counts"][judge.SUCCEEDED]:
            self._close(FAILED, f"failed: no device was updated ({text})", "threshold")
        else:
            self._close(DONE, f"done: {text}", "")

    def _close(self, state: str, text: str, by: str) -> None:
        self._write({"state": state, "phase": "ended", "until": None, "stopped_by": by, "message": text}, text)

    def _finish_abort(self) -> None:
        """After an abort: withdraw the open attempt and keep what is known of it."""
        if self._state is None:
            return
        doc = self._need()
        if doc["state"] != ABORTED or doc["phase"] == "ended":
            return
        changes: Document = {"phase": "ended", "until": None}
        if doc["phase"] not in ("gate",):
            wave = self._wave()
            if doc["phase"] in ("offering", "following", "closing"):
                offer = self._offer()
                self.ports.guard()
                self.ports.executor.stop(offer)
                if doc["phase"] != "closing":
                    self._collect(offer)
                wave = self._wave()
                self._withdraw(offer, wave)
            counts = self._counts(wave)
            changes["counts"] = {outcome: doc["counts"].get(outcome, 0) + number for outcome, number in counts.items()}
            entry = {
                "number": doc["wave"],
                "size": len(wave["devices"]),
                "canary": doc["canary"],
                "attempts": doc["attempt"],
                "counts": {outcome: number for outcome, number in counts.items() if number},
                "passed": False,
                "verdict": "aborted",
            }
            changes["waves"] = [*doc["waves"], entry]
        self._write(changes)

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
