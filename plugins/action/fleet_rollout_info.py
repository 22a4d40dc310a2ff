# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the store knows of rollouts. Documented in plugins/modules/fleet_rollout_info.py."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import reading
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore

SPEC: dict[str, dict[str, t.Any]] = {
    "store": {"type": "path", "required": True},
    "rollout": {"type": "str"},
    "node": {"type": "str", "default": ""},
}


class ActionModule(ActionBase):
    """Runs on the controller only."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return one rollout, or all of them."""
        super().run(tmp, task_vars)
        del tmp
        _result, arguments = self.validate_argument_spec(argument_spec=SPEC)
        rollout, node = arguments["rollout"], arguments["node"]
        if node and not rollout:
            return self._failed("node: is explained for one rollout; give 'rollout' too")
        try:
            store = DirectoryStore(arguments["store"])
            wanted = [rollout] if rollout else reading.names(store)
            return {"changed": False, "rollouts": [reading.read(store, name, node) for name in wanted]}
        except FleetError as error:
            return self._failed(str(error))

    @staticmethod
    def _failed(text: str) -> dict[str, t.Any]:
        return {"failed": True, "changed": False, "msg": f"fleet_rollout_info: {text}"}
