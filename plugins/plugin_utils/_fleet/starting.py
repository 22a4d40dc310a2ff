# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a rollout begins: the first write of its state, and the check that it goes on under the same policy."""

from __future__ import annotations

import hashlib

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.interrupt import Interrupts
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.journal import RUNNING, STARTED
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import PolicyError


class Starting(Interrupts):
    """From a policy to a rollout."""

    def _same_policy(self) -> None:
        doc = self._need()
        if doc["hash"] != self.policy.hash:
            raise PolicyError(
                f"rollout '{self.policy.rollout}' was started with another policy ({doc['hash'][:12]}, the file is {self.policy.hash[:12]}); "
                "put the file back as it was, or give it a new name under 'rollout'"
            )

    def _create(self, found: list[Device]) -> None:
        """Freeze the selection and take a place in the order of the track; the state document makes it real."""
        self._enlist(found, 0)
        self._put(f"{self.base}/policy", {"document": self.policy.document, "hash": self.policy.hash})
        named = {"rollout": self.policy.rollout, "track": self.policy.track, "file": self.ports.file}
        self._put(f"{STARTED}{self.policy.rollout}", named)
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
                "held": {},
                "approved": [],
                "skipped": {},
                "idle": 0,
                "back": False,
                "total": len(found),
                "cursor": 0,
                "drawn": 0,
                "late": {},
                "catch_up": self.policy.catch_up,
                "wave": 0,
                "attempt": 0,
                "last_attempt": 0,
                "canary": False,
                "safe": False,
                "passed": 0,
                "succeeded": 0,
                "until": None,
                "started": now,
                "deadline": now + self.policy.deadline,
                "counts": judge.count([]),
                "since": judge.count([]),
                "waves": [],
            },
            f"started by {self.ports.who}: {len(found)} {self.policy.update.noun}",
        )
