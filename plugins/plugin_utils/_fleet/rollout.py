# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout and its verbs: what a user can ask for."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, rollback
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ABORTED,
    DONE,
    FAILED,
    FINAL,
    PAUSED,
    ROLLED_BACK,
    ROLLING_BACK,
    RUNNING,
    SOAKING,
    WAITING,
    Document,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.report import Report
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import members
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.starting import Starting

QUESTIONS = ("plan", "status", "explain")
STEPS = ("start", "resume", "retry", "approve", "catch_up", "rollback")
REQUESTS = ("pause", "abort", "skip")
ABOUT_A_NODE = ("explain", "skip", "pin", "unpin")
VERBS = (*STEPS, *REQUESTS, "pin", "unpin", *QUESTIONS)


def check_verb(verb: str, node: str = "") -> None:
    """Refuse what cannot be done, before anything happens."""
    if verb not in VERBS:
        raise BadInput(f"verb: '{verb}' is unknown; known here: {', '.join(VERBS)}")
    if verb in ABOUT_A_NODE and not node:
        raise BadInput(f"{verb}: say for which device, with 'node'")
    if node and verb not in ABOUT_A_NODE:
        raise BadInput(f"{verb}: 'node' is only for {', '.join(ABOUT_A_NODE)}")


class Rollout(Starting):
    """One rollout under one policy."""

    def act(self, verb: str, max_wait: float = 3600, node: str = "") -> Report:
        """Do what a verb says; the one entrance."""
        check_verb(verb, node)
        if verb == "plan":
            return self.preview()
        if verb == "status":
            return self.status()
        if verb == "explain":
            return self.explain(node)
        if verb in ("pin", "unpin"):
            return self._pin(node, verb == "pin")
        if verb in REQUESTS:
            self._load()
            going_back = verb != "skip" and self._need()["state"] == ROLLING_BACK
            return (self._way_back() if going_back else self)._interrupt(verb, node)
        with self.ports.store.lock(self._lock_name(), wait=2) as self._lock:
            self._load()
            if verb == "start":
                self._begin(lambda: members(self.policy, self.ports.fleet))
            else:
                self._same_policy()
                getattr(self, f"_{verb}")()
            return self._proceed(verb, max_wait)

    def _proceed(self, verb: str, max_wait: float) -> Report:
        """Run, and on the way back let the rollout that goes there run."""
        self._run(max_wait)
        if self._need()["state"] != ROLLING_BACK:
            return self._report()
        back = self._way_back()
        report = back.take_back(
            lambda: rollback.touched(self), verb if verb in ("resume", "retry") else "start", max_wait
        )
        self.changed = self.changed or report.changed
        if report.state == DONE or not report.total:
            self._close(ROLLED_BACK, f"rolled back: {report.message}", self._need()["stopped_by"])
        elif report.state in FINAL:
            self._close(FAILED, f"failed: rolling back: {report.message}", "threshold", {"back": True})
        return dataclasses.replace(
            self._report(),
            message=f"{self._need()['message']}; {report.message}"
            if report.state not in FINAL
            else self._need()["message"],
            next_step=report.next_step,
            failures=report.failures,
            stopped_by=self._need()["stopped_by"] or report.stopped_by,
        )

    def _way_back(self) -> Rollout:
        return Rollout(rollback.way_back(self.policy), self.ports)

    def take_back(self, found: t.Callable[[], list[Device]], verb: str, max_wait: float) -> Report:
        """Run as the way back of another rollout, for the devices that it has touched."""
        with self.ports.store.lock(self._lock_name(), wait=2) as self._lock:
            self._load()
            if self._state is None:
                devices = found()
                if not devices:
                    return Report(self.policy.rollout, DONE, "nobody had been changed")
                self._begin(lambda: devices)
            elif verb != "start":
                getattr(self, f"_{verb}")()
            self._run(max_wait)
            return self._report()

    def _begin(self, found: t.Callable[[], list[Device]]) -> None:
        """Start, or go on with what was interrupted; what was paused stays paused."""
        if self._state is None:
            self._create(found())
            return
        self._same_policy()

    def _resume(self) -> None:
        state = self._need()["state"]
        if state in (ABORTED, FAILED, ROLLED_BACK):
            self._refuse_final("resume")
        if state == PAUSED:
            self._go_on("resumed")

    def _retry(self) -> None:
        """Offer the failed devices of the wave that was stopped once more; those of all waves where the rollout is over."""
        doc = self._need()
        if doc["state"] in (ABORTED, ROLLED_BACK) or doc["back"]:
            self._refuse_final("retry")
        if doc["state"] in FINAL and any(doc["counts"].get(outcome) for outcome in judge.RETRYABLE):
            self._write(self._again("gathering"), f"retry of all that failed, by {self.ports.who}")
        if doc["state"] != PAUSED:
            return
        wave = self._wave() if doc["wave"] else {"devices": {}}
        stopped = doc["phase"] == "gate" and doc["waves"] and not doc["waves"][-1]["passed"]
        if not stopped or not self._takers(wave, doc["attempt"] + 1):
            raise BadInput(
                f"retry: no device of wave {doc['wave']} of '{self.policy.rollout}' can be retried; resume goes on with the next wave"
            )
        attempt = doc["attempt"] + 1
        self._write(
            {
                "state": RUNNING,
                "phase": "offering",
                "attempt": attempt,
                "last_attempt": attempt,
                "stopped_by": "",
                **self._sums(wave, -1),
                "waves": doc["waves"][:-1],
                "message": "",
            },
            f"retry of wave {doc['wave']}, attempt {attempt}",
        )

    def _approve(self) -> None:
        """Approve what the rollout waits for, and nothing that it may ask for later."""
        doc = self._need()
        name = doc["held"].get("approval", "")
        if name and doc["state"] == WAITING:
            phase = "promoting" if doc["phase"] == "trial" else "gate"
            changes: Document = {"state": RUNNING, "phase": phase, "until": None, "held": {}}
            kept = [one for one in doc["approved"] if not one.startswith("wave ")]
            self._write({**changes, "approved": [*kept, name]}, f"approved by {self.ports.who}: {name}")

    def _catch_up(self) -> None:
        """Offer the update to devices that could not be offered it before, also of a rollout that is over."""
        doc = self._need()
        if doc["state"] in (ABORTED, ROLLING_BACK, ROLLED_BACK) or doc["back"]:
            self._refuse_final("catch_up")
        event = f"catching up, by {self.ports.who}"
        if doc["state"] not in FINAL:
            waits = doc["state"] == WAITING and doc["held"]["kind"] == "late"
            now: Document = {"state": RUNNING, "phase": "gate", "until": None} if waits else {}
            if now or not doc["catch_up"]:
                self._write({**now, "catch_up": True}, "" if doc["catch_up"] else event)
            return
        if doc["total"] - doc["drawn"] + sum(doc["late"].values()) <= 0:
            return
        counts = dict(doc["counts"])
        if counts[judge.OVERDUE]:
            counts[judge.OVERDUE] = 0
            for outcome, number in self._overdue().items():
                counts[outcome] += number
        self._write({**self._again("gate"), "counts": counts}, event)

    def _again(self, phase: str) -> Document:
        """What opens a rollout that is over."""
        return {
            "state": RUNNING,
            "phase": phase,
            "stopped_by": "",
            "message": "",
            "until": None,
            "catch_up": True,
            "deadline": self.ports.clock.now() + self.policy.deadline,
        }

    def _rollback(self) -> None:
        """Withdraw what is open, then go back."""
        rollback.way_back(self.policy)  # refuses a policy that does not say how
        if self._need()["state"] in (ROLLING_BACK, ROLLED_BACK):
            return
        who = self.ports.who
        if self._need()["state"] not in FINAL:
            self._apply("abort", who)
        self._settle()
        text = f"rolled back by {who}"
        changes: Document = {"state": ROLLING_BACK, "phase": "rolling_back", "stopped_by": "user", "message": text}
        self._write({**changes, "until": None}, text)

    def _refuse_final(self, verb: str) -> t.NoReturn:
        state = self._need()["state"]
        raise BadInput(
            f"{verb}: rollout '{self.policy.rollout}' is {state}; to offer it again, give it a new name under 'rollout' in the policy file"
        )

    def _go_on(self, word: str) -> None:
        """Go on; who does so after a stop has accepted what failed up to now."""
        doc = self._need()
        changes: Document = {"state": RUNNING, "stopped_by": "", "message": ""}
        if doc["phase"] == "soaking":
            changes["state"] = SOAKING
        elif doc["phase"] == "held":
            changes.update({"phase": "gate", "until": None})
        elif doc["phase"] in ("trial", "promoting"):
            changes.update(self._followed())
        if doc["stopped_by"] == "threshold":
            changes["since"] = judge.count([])
        self._write(changes, f"{word} by {self.ports.who}")
