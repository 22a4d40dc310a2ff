# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell the rollout that started this ansible-playbook what became of each host, one line of JSON a host and event.

A host is done when it came to the end of the last play, which is ours: statistics would also call those done that were
left out after somebody else's failure. What a task returned is not told, only its name: it may hold secrets.
"""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: fleet_outcomes
type: notification
short_description: Outcome of every host, for the rollout that started this run
description: Private to the executor C(playbook) of rollouts.
requirements: [the environment variable FLEET_OUTCOMES]
"""

END = "Tell the rollout that these hosts are done"


class CallbackModule(CallbackBase):
    """Appends to the file that FLEET_OUTCOMES names."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "fleet_outcomes"
    CALLBACK_NEEDS_ENABLED = True

    def _tell(self, outcome: str, task: str, *hosts: str) -> None:
        lines = [json.dumps({"host": host, "outcome": outcome, "task": task}) for host in hosts]
        with open(os.environ["FLEET_OUTCOMES"], "a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    def v2_runner_on_ok(self, result: Any) -> None:
        """Only the end counts, which one host reaches for all that are left."""
        if result.task.get_name() == END:
            self._tell("done", END, *result.result["ansible_play_hosts"])

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A failure that is rescued is followed by the end."""
        if not ignore_errors:
            self._tell("failed", result.task.get_name(), result.host.get_name())

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """As good as a failure."""
        self._tell("unreachable", result.task.get_name(), result.host.get_name())
