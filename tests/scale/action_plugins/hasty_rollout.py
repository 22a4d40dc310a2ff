# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""fleet_rollout as it is, but for its patience with a silent device: 25 s, where it has more than a minute and a half.

A device that is lost in the middle of its update holds its wave for all of that time, since it may only be rebooting.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.nomadic.fleet.plugins.action import fleet_rollout
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import policy

PATIENCE = 23  # seconds, on top of twice the time that the update may take (1 s here)


class ActionModule(fleet_rollout.ActionModule):
    """Runs on the controller only."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The real action."""
        policy.ALLOWANCE = PATIENCE
        return super().run(tmp, task_vars)
