# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the record of an external node in the store. Documented in plugins/modules/fleet_node.py."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.records import settle
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import DirectoryStore

SPEC: dict[str, dict[str, t.Any]] = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["declared", "absent"], "default": "declared"},
    "store": {"type": "path", "required": True},
    "group": {"type": "str"},
    "pool": {"type": "str"},
    "region": {"type": "str"},
    "node_id": {"type": "str"},
}


class ActionModule(ActionBase):
    """Runs on the controller only."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the record as it is, or would be."""
        super().run(tmp, task_vars)
        del tmp
        _result, arguments = self.validate_argument_spec(argument_spec=SPEC)
        wished = {option: arguments[option] for option in ("group", "pool", "region", "node_id")}
        try:
            store = DirectoryStore(arguments["store"])
            outcome = settle(store, arguments["name"], arguments["state"], wished, self._task.check_mode)
        except FleetError as error:
            return {"failed": True, "changed": False, "msg": f"fleet_node: {error}"}
        result: dict[str, t.Any] = {"changed": outcome.changed, "record": dict(outcome.after or {})}
        if self._task.diff:
            result["diff"] = outcome.diff()
        return result
