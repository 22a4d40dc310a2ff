# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write to a file how long the one task of a play took, and what it returned."""

from __future__ import annotations

import json
import os
import pathlib
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: seconds
type: aggregate
short_description: Measure the one task of a play
description: For the benchmarks.
"""


class CallbackModule(CallbackBase):
    """The clock starts with the task and stops with its result, that of a loop with its last item."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "seconds"

    def __init__(self) -> None:
        super().__init__()
        self._begin = 0.0

    def v2_playbook_on_task_start(self, _task: Any, is_conditional: bool) -> None:
        """Start the clock."""
        self._begin = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        """Stop it."""
        measured = {"seconds": time.monotonic() - self._begin, "result": result._result}
        pathlib.Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(measured, default=str))
