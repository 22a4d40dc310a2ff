# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asked for while another process runs the rollout: pause, abort, skip; and pins, which are of the whole fleet."""

from __future__ import annotations

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.following import POLL
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import PLANNED
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Locked
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.report import Report, Reporter
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.roster import PINS, SKIPS

HANDOVER = 60  # how long a verb waits for the process that runs the rollout


class Interrupts(Reporter):
    """Verbs that need no turn of their own."""

    def _skip_what(self, node: str) -> str:
        """The name of a member that can still be skipped; a process that runs is only asked what can be done."""
        found = self._find_member(node)
        if found is None:
            raise BadInput(f"skip: '{node}' is no member of rollout '{self.policy.rollout}'")
        member = found[1]
        last = self._last_wave(member)
        if last and not self._late(member):
            one = self.wave(last)["devices"].get(member["id"])
            outcome = (one["outcome"] or "in flight") if one else judge.SKIPPED
            raise BadInput(
                f"skip: '{node}' was offered in wave {last} ({outcome}); it is not offered again unless retry does"
            )
        skipped = self._need()["skipped"]
        if len(skipped) >= SKIPS and member["name"] not in skipped:
            raise BadInput(f"skip: {SKIPS} devices are skipped already; abort, and select without them")
        return str(member["name"])

    def _interrupt(self, verb: str, node: str = "") -> Report:
        """Pause, abort or skip: by ourselves where nobody runs the rollout, else the process that does is asked."""
        clock, store, key = self.ports.clock, self.ports.store, f"{self.base}/request"
        self._load()
        name = self._skip_what(node) if node else ""
        give_up = clock.now() + HANDOVER
        asked = False
        while True:
            try:
                with store.lock(self._lock_name()) as self._lock:
                    self._load()
                    self._apply(verb, self.ports.who, name)
                    self._drop_request()
                    self._settle()
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
                    wish = {"verb": verb, "who": self.ports.who, "at": clock.now(), "node": name}
                    store.cas(key, wish, request.index if request else 0)
                    asked = True
                clock.sleep(POLL / 2)

    def pinned(self, node: str, pinned: bool) -> Report:
        """What pinning or unpinning a device comes to."""
        entry = self.ports.store.get(f"{PINS}{node}")
        state = self.ports.store.get(f"{self.base}/state")
        word = "pinned: no rollout offers it anything until it is unpinned" if pinned else "not pinned"
        return Report(
            rollout=self.policy.rollout,
            state=state.value["state"] if state else PLANNED,
            message=f"{node} is {word}",
            changed=(entry is not None) != pinned,
            answered=True,
        )

    def _pin(self, node: str, pinned: bool) -> Report:
        """Let no rollout of this fleet touch a device, or let them again."""
        store, report = self.ports.store, self.pinned(node, pinned)
        entry = store.get(f"{PINS}{node}")
        if entry is None and pinned:
            name = self.ports.fleet.select(Select(nodes=(node,)))[0].name
            if name != node:
                raise BadInput(f"pin: say the name of the device, '{name}'")
            self.ports.guard()
            store.cas(f"{PINS}{node}", {"name": node, "who": self.ports.who, "at": self.ports.clock.now()}, 0)
        elif entry is not None and not pinned:
            self.ports.guard()
            store.delete(entry.key, entry.index)
        return report
