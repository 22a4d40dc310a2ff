# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Move the fleet's store. Documented in plugins/modules/fleet_store_migrate.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.migration import migrate
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import STORE, opened, place


class ActionModule(StoreAction):
    """From one to the other."""

    MOVED = True
    SPEC = {"to": STORE}

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Move, or say what would be moved."""
        here, there = place(options["store"]), place(options["to"], "to")
        if here == there:
            raise BadInput(f"to: {there} is the store that is to be moved")
        with opened(options["to"], "to", moved=True) as target:
            move = migrate(store, target, there, self._task.check_mode)
        result: dict[str, t.Any] = {
            "changed": move.changed,
            "written": len(move.written),
            "deleted": len(move.deleted),
            "entries": move.entries,
            "source": here,
            "target": there,
        }
        if self._task.diff:
            before = {"store": here if move.changed else there, "keys": move.deleted}
            result["diff"] = {"before": before, "after": {"store": there, "keys": move.written}}
        return result
