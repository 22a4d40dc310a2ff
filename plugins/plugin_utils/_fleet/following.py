# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt of a wave: offered, followed, tried out and promoted where the scheduler does so, and withdrawn."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import (
    RUNNING,
    SOAKING,
    WAITING,
    Document,
    moment,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.keys import AFTER_CANARY
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Offer, Result, Seen
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import Roster

POLL = 1.0
PATIENCE = 10  # an attempt that takes long is looked at less often: after a tenth of the time that it takes already
LONGEST_POLL = 5.0
DETAIL = 72  # characters of a detail that are kept


def brief(text: str) -> str:
    """A detail as it is kept: short, and of characters that take one byte."""
    return text.encode("ascii", "replace").decode()[:DETAIL]


class Following(Roster):
    """The phases of a wave in which something runs."""

    def _listen(self) -> None:
        """Do what another process asked for."""
        raise NotImplementedError

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
            devices={id_: wave["devices"][id_]["name"] for id_ in self._takers(wave, doc["attempt"])},
            update=self.policy.update,
            meta={
                "rollout": doc["rollout"],
                "wave": str(doc["wave"]),
                "attempt": str(doc["attempt"]),
                "policy": doc["hash"],
            },
        )

    @staticmethod
    def _takers(wave: Document, attempt: int) -> list[str]:
        """Who takes part in an attempt: all in the first one, then those whose attempt before can be tried again."""
        return [
            id_
            for id_, device in wave["devices"].items()
            if device["tries"] >= attempt
            or (device["tries"] == attempt - 1 and (attempt == 1 or device["outcome"] in judge.RETRYABLE))
        ]

    def _offering(self) -> None:
        offer = self._offer()
        self.ports.guard()
        self.ports.executor.submit(offer)
        limit = self.policy.update.seconds(len(offer.devices))
        until = self._need()["deadline"] if limit is None else self.ports.clock.now() + limit
        self._write({"phase": "following", "until": until})

    def _following(self) -> None:
        """Watch the attempt until all is known or its time is over."""
        offer = self._offer()
        self.ports.guard()
        self.ports.executor.hold(offer, False)
        begun = self.ports.clock.now()
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
            now = self.ports.clock.now()
            late = now >= self._need()["until"]
            if seen.finished or late:
                self._collect(offer, told)
                self._write({"phase": "closing", "until": None})
                return
            if seen.ready:
                self._try_out()
                return
            self.ports.clock.sleep(min(LONGEST_POLL, max(POLL, (now - begun) / PATIENCE)))
            self.ports.guard()
            self._listen()
            if self._need()["state"] != RUNNING:
                return

    def _try_out(self) -> None:
        """Watch the canaries of this wave for as long as a wave soaks."""
        until = self.ports.clock.now() + self.policy.soak
        watched = f", watched until {moment(until)}" if self.policy.soak else ""
        text = f"wave {self._need()['wave']}: the canaries are healthy{watched}"
        self._write({"state": SOAKING, "phase": "trial", "until": until}, text)

    def _stands(self) -> bool:
        """Whether the canaries still are what they were; where they are not, they are followed again."""
        if self.ports.executor.observe(self._offer()).ready and self.ports.clock.now() <= self._need()["deadline"]:
            return True
        self._write(self._followed())
        return False

    def _followed(self) -> Document:
        return {"state": RUNNING, "phase": "following", "until": self._need()["deadline"], "held": {}}

    def _promoting(self) -> None:
        """Go on with all of the wave, once somebody approved it where that is asked for."""
        doc = self._need()
        name = f"wave {doc['wave']} {AFTER_CANARY}"
        if AFTER_CANARY in self.policy.approve and name not in doc["approved"]:
            why = f"approval '{name}' is missing"
            held = {"kind": "approval", "why": why, "since": self.ports.clock.now(), "approval": name}
            self._write({"state": WAITING, "phase": "trial", "until": None, "held": held}, f"waiting: {why}")
            return
        self.ports.guard()
        self.ports.executor.promote(self._offer())
        self._write(self._followed(), f"wave {doc['wave']}: promoted")

    @staticmethod
    def _progress(offer: Offer, seen: Seen) -> str:
        again = f", attempt {offer.meta['attempt']}" if offer.meta["attempt"] != "1" else ""
        if seen.text:
            return f"wave {offer.meta['wave']}{again}: {seen.text}"
        waiting = len(offer.devices) - sum(seen.counts.values()) - seen.running
        parts = [judge.describe(seen.counts)] if any(seen.counts.values()) else []
        parts += [f"{seen.running} running"] if seen.running else []
        parts += [f"{waiting} waiting"] if waiting > 0 else []
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
            kept = {"tries": doc["attempt"], "outcome": result.outcome, "detail": brief(result.detail)}
            wave["devices"][id_].update(kept)
            if result.outcome in judge.BAD and id_ not in told:
                self._tell(offer, id_, result)
        self._put(self._wave_key(doc["wave"]), wave)

    def _withdraw(self, offer: Offer, wave: Document) -> None:
        self.ports.guard()
        self.ports.executor.stop(offer)
        good = [id_ for id_ in offer.devices if wave["devices"][id_]["outcome"] == judge.SUCCEEDED]
        missed = self.ports.executor.record(offer, good) if good else []
        for id_ in missed:
            self.ports.say(f"{offer.devices[id_]}: succeeded, but its release could not be published now")
