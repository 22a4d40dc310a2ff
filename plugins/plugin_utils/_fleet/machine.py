# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rollout machine.

Every step is one check-and-set write of the state, followed by side effects that are idempotent and have deterministic
ids. Whoever kills it anywhere and starts it again ends in the same state, with nothing offered twice.

    gate -> (held -> gate)* -> offering -> following -> closing -> (backoff -> offering)* -> soaking -> judging -> gate ... -> ended
    following -> trial -> promoting -> following, where the scheduler tries a wave out on canaries of its own
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan, windows
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.asked import Asked
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.attempts import RETURNS
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.following import POLL
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ACTIVE,
    DONE,
    FAILED,
    PAUSED,
    RUNNING,
    WAITING,
    Document,
    moment,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import AFTER_CANARY, BEFORE_START, EACH_WAVE

# Phases that wait for a time, and what is due then.
DUE = {"backoff": "offering", "soaking": "judging", "held": "gate", "trial": "promoting"}


@dataclasses.dataclass(frozen=True)
class Hold:
    """What keeps the next wave back, and until when at least; without a time, until somebody acts."""

    kind: str  # window, gate, approval or late
    why: str
    until: float | None = None
    approval: str = ""


class Machine(Asked):
    """The phases between the waves."""

    def _run(self, max_wait: float) -> None:
        """Step until the end, a stop, or a wait that is too long to sit through."""
        leave = self.ports.clock.now() + max_wait
        self._settle()
        self._listen()
        while self._need()["state"] in ACTIVE:
            phase = self._need()["phase"]
            if phase == "rolling_back":
                break
            if phase not in DUE:
                getattr(self, f"_{phase}")()
            elif phase == "trial" and not self._stands():
                pass
            elif self._need()["until"] is None and self.ports.clock.now() > self._need()["deadline"]:
                self._gate()  # nobody acted in time
            elif self._need()["until"] is None or self._need()["until"] > leave:
                break
            else:
                self._wait()
            self._listen()
        self._settle()

    def _wait(self) -> None:
        """One look at the clock; what is due becomes the next phase."""
        doc = self._need()
        left = doc["until"] - self.ports.clock.now()
        if left > 0:
            self.ports.clock.sleep(min(POLL, left))
        else:
            self._write({"state": RUNNING, "phase": DUE[doc["phase"]], "until": None})

    def _gate(self) -> None:
        """Open the next wave, hold it back, or end."""
        if self.ports.clock.now() > self._need()["deadline"]:
            self._expire()
            return
        if self._catching() and self.policy.select.living:
            self._welcome()
        doc = self._need()
        catching = self._catching()
        late = sum(doc["late"].values()) if doc["catch_up"] else 0
        if catching and not late:
            if self.policy.select.living:
                self._hold(Hold("late", "everybody was offered; whoever joins is too", self._soon()))
            else:
                self._end()
            return
        hold = self._held_by(catching)
        if hold is not None:
            self._hold(hold)
            return
        self._open(catching, late)

    def _soon(self) -> float:
        return min(self.ports.clock.now() + RETURNS, float(self._need()["deadline"]) + 1)

    def _welcome(self) -> None:
        """Make members of those who joined a living selection."""
        found = self._newcomers()
        if found:
            total = self._need()["total"]
            self._enlist(found, total)
            self._write({"total": total + len(found)}, f"{len(found)} devices joined ({found[0].name}, ..)")

    def _held_by(self, catching: bool) -> Hold | None:
        """The first thing that keeps the next wave back. An approval comes last: it is of a fleet that is well."""
        now = self.ports.clock.now()
        opening = windows.opens(self.policy.window, now)
        if opening is None:
            return Hold("window", f"the window does not open within {windows.HORIZON} days")
        if opening > now:
            return Hold("window", f"the window opens at {moment(opening)}", opening)
        for gate in self.policy.gates.asked:
            reason = self.ports.door.ask(gate)
            if reason:
                return Hold("gate", f"gate {gate}: {reason}", now + self.policy.gates.every)
        approval = "" if catching else self._missing_approval()
        return Hold("approval", f"approval '{approval}' is missing", approval=approval) if approval else None

    def _missing_approval(self) -> str:
        """The approval that the next wave needs and has not."""
        doc = self._need()
        needed = []
        if BEFORE_START in self.policy.approve:
            needed.append(BEFORE_START)
        if AFTER_CANARY in self.policy.approve and doc["passed"] and not self.policy.update.trial:
            needed.append(AFTER_CANARY)
        if EACH_WAVE in self.policy.approve:
            needed.append(f"wave {doc['wave'] + 1}")
        return next((one for one in needed if one not in doc["approved"]), "")

    def _hold(self, hold: Hold) -> None:
        """Wait, and say so once. A gate that stays closed for too long stops the rollout."""
        doc, now = self._need(), self.ports.clock.now()
        before = doc["held"]
        since = before["since"] if before.get("kind") == hold.kind else now
        if hold.kind == "gate" and now - since >= self.policy.gates.patience:
            text = f"wave {doc['wave'] + 1} paused: {hold.why}, for {int(now - since)} s"
            changes: Document = {"state": PAUSED, "phase": "gate", "until": None, "stopped_by": "threshold", "held": {}}
            self._write({**changes, "message": text}, text)
            return
        news = "" if (before.get("kind"), before.get("why")) == (hold.kind, hold.why) else f"waiting: {hold.why}"
        held = {"kind": hold.kind, "why": hold.why, "since": since, "approval": hold.approval}
        self._write({"state": WAITING, "phase": "held", "until": hold.until, "held": held}, news)

    def _open(self, catching: bool, late: int) -> None:
        doc = self._need()
        progress = plan.Progress(doc["passed"], doc["succeeded"], doc["safe"])
        number = doc["wave"] + 1
        wave = self._draw(number, plan.size(self.policy.waves, progress, doc["total"]))
        devices, aside = wave["devices"], wave["aside"]
        if not devices and not aside:
            self._hold(Hold("late", f"{late} {self.policy.update.noun} cannot be offered it yet", self._soon()))
            return
        self._put(self._wave_key(number), wave)
        self._mark(wave)
        canary = plan.canary(self.policy.waves, progress)
        names = ", ".join(device["name"] for device in list(devices.values())[:5]) + (
            ", .." if len(devices) > 5 else ""
        )
        words = [word for word, true in (("canary", canary), ("catching up", catching)) if true]
        text = (
            f"wave {number}{f' ({chr(44).join(words)})' if words else ''}: {len(devices)} {self.policy.update.noun} offered ({names})"
            if devices
            else f"wave {number}: nobody can be offered"
        )
        if aside:
            text += f", {judge.describe(judge.count(device['outcome'] for device in aside.values()))}"
        self._write(
            {
                "state": RUNNING,
                "phase": "offering" if devices else "judging",
                "wave": number,
                "attempt": 1,
                "last_attempt": 1 + self.policy.retries,
                "canary": canary,
                "cursor": self._advance(number),
                "drawn": doc["drawn"] + (0 if catching else len(devices) + len(aside)),
                "until": None,
                "held": {},
            },
            text,
        )

    def _expire(self) -> None:
        """The time is over: who was not offered anything, or did not come back, is overdue."""
        doc = self._need()
        left = doc["total"] - doc["drawn"]
        late = self._overdue()
        away = sum(late.values())
        if not left and not away:
            self._end()
            return
        counts = {outcome: number - late.get(outcome, 0) for outcome, number in doc["counts"].items()}
        counts[judge.OVERDUE] = left + away
        noun = self.policy.update.noun
        parts = [f"{left} of {doc['total']} {noun} were not offered"] if left else []
        parts += [f"{away} of {doc['total']} {noun} did not come back"] if away else []
        text = f"failed: the time for the rollout is over, {' and '.join(parts)}"
        self._close(FAILED, text, "threshold", {"counts": counts})

    def _end(self) -> None:
        doc = self._need()
        text = judge.describe(doc["counts"])
        if not doc["counts"][judge.SUCCEEDED]:
            self._close(FAILED, f"failed: no {self.policy.update.noun[:-1]} was updated ({text})", "threshold")
        else:
            self._close(DONE, f"done: {text}", "")

    def _close(self, state: str, text: str, by: str, more: t.Mapping[str, t.Any] | None = None) -> None:
        end: Document = {"state": state, "phase": "ended", "until": None, "held": {}, "stopped_by": by, "message": text}
        self._write({**end, **(more or {})}, text)
