# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One wave: closed, tried again where that may help, and judged."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._durations import go_text
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan, windows
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.following import Following
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ABORTED,
    PAUSED,
    ROLLING_BACK,
    SOAKING,
    WAITING,
    Document,
    moment,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import passes

RETURNS = 300.0  # seconds between two looks at whether somebody came back, or joined
LONGEST = 6  # how often they are doubled
WAVES = 50  # waves that the state itself tells about; the audit trail has them all

# What a wave that did not pass leads to: state, phase, and the word for it.
THEN = {
    "pause": (PAUSED, "gate", "paused"),
    "abort": (ABORTED, "ended", "aborted"),
    "rollback": (ROLLING_BACK, "rolling_back", "is rolled back"),
}


class Attempts(Following):
    """The phases of a wave after its devices have an outcome."""

    def _closing(self) -> None:
        """Withdraw the attempt, publish what succeeded, then try again or go on to judging."""
        doc = self._need()
        offer = self._offer()
        wave = self._wave()
        self._withdraw(offer, wave)
        attempt = doc["attempt"]
        again = self._takers(wave, attempt + 1) if attempt < doc["last_attempt"] else []
        final = judge.count(device["outcome"] for id_, device in wave["devices"].items() if id_ not in again)
        if again and not judge.breach(self.policy.failure.wave, final, len(wave["devices"])):
            due = self.ports.clock.now() + self.policy.backoff
            until = windows.opens(self.policy.window, due) or due
            text = f"wave {doc['wave']}: {len(again)} {self.policy.update.noun} are tried again at {moment(until)} (attempt {attempt + 1})"
            self._write({"phase": "backoff", "attempt": attempt + 1, "until": until}, text)
            return
        if self.policy.soak and self._verdict(wave).passed and self._counts(wave)[judge.SUCCEEDED]:
            until = self.ports.clock.now() + self.policy.soak
            self._write(
                {"state": SOAKING, "phase": "soaking", "until": until},
                f"wave {doc['wave']}: soaking until {moment(until)}",
            )
            return
        self._write({"phase": "judging"})

    @staticmethod
    def _counts(wave: Document) -> dict[str, int]:
        everyone = (*wave["devices"].values(), *wave["aside"].values())
        return judge.count(one["outcome"] or judge.UNKNOWN for one in everyone)

    def _verdict(self, wave: Document) -> judge.Verdict:
        """Who turned out to be offline or locked before the offer reached it is neutral, and nobody's canary."""
        counts = self._counts(wave)
        offered = sum(1 for device in wave["devices"].values() if not passes(device))
        verdict = judge.wave(self.policy.failure.wave, counts, offered, self._need()["canary"])
        since = self._need()["since"]
        everything = {outcome: since.get(outcome, 0) + number for outcome, number in counts.items()}
        return judge.both(verdict, self.policy.failure.total, everything)

    def _sums(self, wave: Document, sign: int = 1) -> Document:
        """What the outcomes of a wave add to the state, or take from it: everybody is counted under one outcome."""
        doc = self._need()
        sums: Document = {key: dict(doc[key]) for key in ("counts", "since", "late")}

        def add(key: str, outcome: str, number: int) -> None:
            sums[key][outcome] = sums[key].get(outcome, 0) + number

        for one in (*wave["devices"].values(), *wave["aside"].values()):
            outcome = one["outcome"] or judge.UNKNOWN
            add("counts", outcome, sign)
            add("since", outcome, sign)
            if passes(one):
                add("late", outcome, sign)
            if one.get("was"):
                add("counts", one["was"], -sign)
                add("late", one["was"], -sign)
        return sums

    def _closed(self, wave: Document, verdict: judge.Verdict) -> Document:
        """What a wave that is over adds to the state: its outcomes to the sums, and a line of its own."""
        doc = self._need()
        if any(passes(device) for device in wave["devices"].values()):
            self._mark(wave)
        entry = {
            "number": doc["wave"],
            "size": len(wave["devices"]),
            "canary": doc["canary"],
            "attempts": doc["attempt"],
            "counts": {outcome: number for outcome, number in self._counts(wave).items() if number},
            "passed": verdict.passed,
            "verdict": verdict.text,
        }
        return {**self._sums(wave), "waves": [*doc["waves"], entry][-WAVES:]}

    def _judging(self) -> None:
        doc = self._need()
        wave = self._wave()
        if self.policy.soak:
            self._lost_in_soak(wave)
        good, verdict = self._counts(wave)[judge.SUCCEEDED], self._verdict(wave)
        changes: Document = {"phase": "gate", **self._closed(wave, verdict)}
        if verdict.passed:
            if good:
                safe = plan.after_safe_mode(self.policy.waves, doc["passed"])
                passed = safe if doc["safe"] else doc["passed"] + 1
                changes.update({"passed": passed, "succeeded": good, "safe": False})
            if doc["cursor"] >= doc["total"]:
                changes.update(self._idle(changes, self._counts(wave)))
            self._write(changes, f"wave {doc['wave']} passed: {verdict.text}")
            self._pace()
            return
        state, phase, word = THEN[self.policy.failure.then]
        text = f"wave {doc['wave']} {word}: {verdict.text}"
        changes.update({"state": state, "phase": phase, "stopped_by": "threshold", "message": text})
        self._write({**changes, "safe": self.policy.failure.safe_mode}, text)

    def _pace(self) -> None:
        """How far it is, and when everybody has had a turn if it goes on like this."""
        doc = self._need()
        left, taken = doc["total"] - doc["drawn"], self.ports.clock.now() - doc["started"]
        if left and taken:
            rate = doc["drawn"] * 3600 / taken
            to_go = go_text(int(left * 3600 / rate))
            self.ports.say(
                f"{doc['drawn']} of {doc['total']} {self.policy.update.noun} had a turn, {rate:.0f} an hour, about {to_go} to go at this pace"
            )

    def _idle(self, changes: Document, counts: t.Mapping[str, int]) -> Document:
        """After a wave that reached nobody, devices that can be caught up with are left alone, longer every time."""
        doc = self._need()
        late = sum(changes["late"].values()) if doc["catch_up"] else 0
        if judge.executed(counts) or not late:
            return {"idle": 0}
        now = self.ports.clock.now()
        until = min(now + RETURNS * 2 ** min(doc["idle"], LONGEST), doc["deadline"] + 1)
        held = {
            "kind": "late",
            "why": f"{late} {self.policy.update.noun} could not be offered it",
            "since": now,
            "approval": "",
        }
        return {"idle": doc["idle"] + 1, "state": WAITING, "phase": "held", "until": until, "held": held}

    def _lost_in_soak(self, wave: Document) -> None:
        """A device that took the update and then went away is not a success."""
        good = [id_ for id_, device in wave["devices"].items() if device["outcome"] == judge.SUCCEEDED]
        for id_ in sorted(self.ports.fleet.lost(good)) if good else ():
            wave["devices"][id_].update({"outcome": judge.LOST, "detail": "lost after the update"})
            self.ports.say(f"wave {wave['number']}: {wave['devices'][id_]['name']} lost after the update")
        self._put(self._wave_key(wave["number"]), wave)
