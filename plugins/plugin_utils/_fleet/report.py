# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a rollout stands, what it would do, and why a device has not the release. Nothing here writes."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.asked import CLOSED
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ABORTED,
    FAILED,
    FINAL,
    PAUSED,
    PLANNED,
    Document,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.machine import Machine
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import members, standing

SHOWN = 100  # failures in a report


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
    approval: str = ""
    answered: bool = False  # it answers a question: however the rollout stands, this is no failure

    @property
    def failed(self) -> bool:
        """Whether a run ends as failed: thresholds stopped it, or nothing could be done."""
        return not self.answered and (self.state == FAILED or self.stopped_by == "threshold")


class Reporter(Machine):
    """Questions that can be asked of a rollout."""

    def preview(self) -> Report:
        """The plan: who, and how many at a time. Writes nothing."""
        entry = self.ports.store.get(f"{self.base}/state")
        if entry is not None:
            self._state = entry
            self._same_policy()
            return self._report()
        found = members(self.policy, self.ports.fleet)
        refused = self._refused()
        held = {device.id: standing(device, refused.get(device.name, "")) for device in found}
        ready = [device for device in found if not held[device.id][0]]
        say, noun = self.ports.say, self.policy.update.noun
        say(f"{self.policy.rollout}: {len(found)} {noun} selected, {len(ready)} of them can be offered now")
        known = {device.name for device in found}
        for name in sorted({name for names in self.policy.select.apart for name in names} - known):
            say(f"select.anti_affinity: {name} is not among them")
        waves = plan.forecast(self.policy.waves, len(ready)) if ready else []
        first = 0
        for number, size in enumerate(waves, start=1):
            some = [device.name for device in ready[first : first + min(size, 5)]]
            word = "canary, " if number == 1 and plan.canary(self.policy.waves, plan.Progress()) else ""
            say(f"wave {number}: {word}{size} {noun} ({', '.join(some)}{', ..' if size > len(some) else ''})")
            first += size
        longest = self._longest(waves)
        if longest:
            say(
                f"at most {go_text(longest)} in all, if no attempt is quicker than its time allows, without what holds waves back"
            )
        if self.policy.waves.in_flight_per_pool is not None or self.policy.select.apart:
            say("waves get smaller, and more, where pools are full or devices must be kept apart")
        for device in found:
            outcome, detail = held[device.id]
            if outcome:
                say(f"{device.name}: {detail or outcome}")
        return Report(
            rollout=self.policy.rollout,
            state=PLANNED,
            message=f"{len(found)} {noun} in {len(waves)} waves, {len(found) - len(ready)} cannot be offered now",
            waves=tuple({"number": number, "size": size} for number, size in enumerate(waves, start=1)),
            total=len(found),
        )

    def _longest(self, waves: t.Sequence[int]) -> int:
        """Seconds that so many waves can take: every attempt all of its time, and every wait; 0 where nobody can say."""
        policy, longest = self.policy, 0.0
        for size in waves:
            attempt = policy.update.seconds(size)
            if attempt is None:
                return 0
            longest += (1 + policy.retries) * attempt + policy.retries * policy.backoff + policy.soak
        return int(longest)

    def status(self) -> Report:
        """Read, nothing else."""
        self._load()
        self._need()
        return self._report()

    def explain(self, node: str) -> Report:
        """Why a device has, or has not, the release."""
        self._load()
        doc = self._need()
        found = self._find_member(node)
        if found is None:
            raise BadInput(
                f"explain: '{node}' is no member of rollout '{self.policy.rollout}': it was not selected when it started"
                + (", and has not joined since" if self.policy.select.living else "")
            )
        number, member = found
        why = f"{member['name']}: {self._why(doc, number, member)}"
        return dataclasses.replace(self._report(), message=why, answered=True)

    def _why(self, doc: Document, number: int, member: Document) -> str:
        refused = self._refused().get(member["name"], "")
        last = self._last_wave(member)
        if not last:
            why = f"not offered yet, number {number + 1} of {doc['total']}, after wave {doc['wave']}"
            if refused:
                return f"{why}; it will not be: {refused}"
            held = doc["held"].get("why", "")
            return f"{why}; the rollout is {doc['state']}" + (
                f": {held or doc['message']}" if held or doc["message"] else ""
            )
        wave = self.wave(last)
        one = wave["devices"].get(member["id"]) or wave["aside"][member["id"]]
        if last == doc["wave"] and doc["phase"] not in CLOSED:
            so_far = f"; {one['outcome']} up to now" if one["outcome"] else ""
            return f"in wave {last}, attempt {doc['attempt']}, which is not over{so_far}"
        detail = f" ({one['detail']})" if one["detail"] else ""
        why = f"{one['outcome']} in wave {last}{detail}"
        if one["tries"] > 1:
            why += f", after {one['tries']} attempts"
        if not self._late(member):
            return why
        if refused:
            return f"{why}; it is not caught up with: {refused}"
        if doc["state"] in FINAL:
            return f"{why}; the rollout is {doc['state']}, verb catch_up offers it again"
        return f"{why}; " + (
            "it is caught up with when it can be offered again" if doc["catch_up"] else "the policy says offline: skip"
        )

    def _same_policy(self) -> None:
        """Refuse to go on with a rollout under rules that it was not started with."""
        raise NotImplementedError

    def _report(self) -> Report:
        doc = self._need()
        counts = dict(doc["counts"])
        failures: list[Document] = []
        if doc["wave"] and doc["state"] in (PAUSED, ABORTED, FAILED):
            failures = [
                {"name": device["name"], "id": id_, "outcome": device["outcome"], "detail": device["detail"]}
                for id_, device in self._wave()["devices"].items()
                if device["outcome"] in judge.BAD
            ]
        message = doc["message"] or f"{doc['state']}, wave {doc['wave']}: {judge.describe(counts)}"
        if doc["held"]:
            message += f"; {doc['held']['why']}"
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
            failures=tuple(failures[:SHOWN]),
            approval=doc["held"].get("approval", ""),
        )
