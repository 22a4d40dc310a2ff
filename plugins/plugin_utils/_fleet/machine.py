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
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    ABORTED,
    DONE,
    FAILED,
    FINAL,
    PAUSED,
    RUNNING,
    SHARD,
    SOAKING,
    Document,
    Journal,
    moment,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Conflict, Offer, Result, Seen

POLL = 1.0

ALLOWANCE = 90  # for placing, fetching and asking for the release, on top of what update and way back may take


class Machine(Journal):
    """The phases of a rollout."""

    def _run(self, max_wait: float) -> None:
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

    def _closed(self, wave: Document, counts: dict[str, int], verdict: judge.Verdict) -> Document:
        """What a wave that is over adds to the state: its outcomes to the sums, and a line of its own."""
        doc = self._need()
        entry = {
            "number": doc["wave"],
            "size": len(wave["devices"]),
            "canary": doc["canary"],
            "attempts": doc["attempt"],
            "counts": {outcome: number for outcome, number in counts.items() if number},
            "passed": verdict.passed,
            "verdict": verdict.text,
        }
        total = {outcome: doc["counts"].get(outcome, 0) + number for outcome, number in counts.items()}
        return {"counts": total, "waves": [*doc["waves"], entry]}

    def _judging(self) -> None:
        doc = self._need()
        wave = self._wave()
        if self.policy.soak:
            self._lost_in_soak(wave)
        counts, verdict = self._counts(wave), self._verdict(wave)
        changes: Document = {"phase": "gate", **self._closed(wave, counts, verdict)}
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
            changes.update(self._closed(wave, self._counts(wave), judge.Verdict(False, "aborted")))
        self._write(changes)

    def _listen(self) -> None:
        """Do what another process asked for."""
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            self._apply(request.value["verb"])
            self._drop_request()

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

    def _drop_request(self) -> None:
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            with contextlib.suppress(Conflict):  # asked again meanwhile: it is seen in the next round
                self.ports.store.delete(request.key, request.index)
