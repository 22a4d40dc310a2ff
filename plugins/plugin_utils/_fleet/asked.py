# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process that runs a rollout is asked for by another one, and what follows from a pause and from an abort."""

from __future__ import annotations

import contextlib

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.attempts import Attempts
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import ABORTED, FINAL, PAUSED, Document
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Conflict

FOLLOWED = ("following", "trial", "promoting")  # phases in which an attempt was submitted and is not over
CLOSED = ("gate", "held", "gathering", "rolling_back", "ended")  # phases in which no wave is open


class Asked(Attempts):
    """Requests, and carrying out what they lead to."""

    def _settle(self) -> None:
        """After an abort: withdraw the open attempt and keep what is known of it. In a pause: begin nothing more of it."""
        if self._state is None:
            return
        doc = self._need()
        if doc["state"] == PAUSED and doc["phase"] in FOLLOWED:
            self.ports.guard()
            self.ports.executor.hold(self._offer(), True)
        if doc["state"] != ABORTED or doc["phase"] == "ended":
            return
        changes: Document = {"phase": "ended", "until": None, "held": {}}
        if doc["phase"] not in CLOSED:
            wave = self._wave()
            if doc["phase"] in ("offering", *FOLLOWED, "closing"):
                offer = self._offer()
                self.ports.guard()
                self.ports.executor.stop(offer)
                if doc["phase"] != "closing":
                    self._collect(offer)
                wave = self._wave()
                self._withdraw(offer, wave)
            changes.update(self._closed(wave, judge.Verdict(False, "aborted")))
        self._write(changes)

    def _listen(self) -> None:
        """Do what another process asked for."""
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            self._apply(request.value["verb"], request.value["who"], request.value.get("node", ""))
            self._drop_request()

    def _apply(self, verb: str, who: str, node: str = "") -> None:
        doc = self._need()
        if doc["state"] in FINAL:
            return
        if verb == "skip":
            self._exclude(node, who)
        elif verb == "abort":
            text = f"aborted by {who}"
            self._write({"state": ABORTED, "stopped_by": "user", "message": text, "until": None}, text, who)
        elif doc["state"] != PAUSED:
            text = f"paused by {who}"
            self._write({"state": PAUSED, "stopped_by": "user", "message": text}, text, who)

    def _exclude(self, name: str, who: str) -> None:
        """Offer a member nothing any more."""
        skipped = self._need()["skipped"]
        if name not in skipped:
            self._write({"skipped": {**skipped, name: who}}, f"{name} is skipped from now on, by {who}", who)

    def _drop_request(self) -> None:
        request = self.ports.store.get(f"{self.base}/request")
        if request is not None:
            with contextlib.suppress(Conflict):  # asked again meanwhile: it is seen in the next round
                self.ports.store.delete(request.key, request.index)
