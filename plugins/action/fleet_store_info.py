# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what is in the fleet's store. Documented in plugins/modules/fleet_store_info.py."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import migration, records, registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import moved_to
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction
from ansible_collections.nomadic.fleet.plugins.plugin_utils._stores import place


class ActionModule(StoreAction):
    """Counts, never more in memory than a shard of the nodes."""

    MOVED = True

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Walk through it."""
        states: collections.Counter[str] = collections.Counter()
        last = 0
        for entry in registry.walk(store):
            states[entry.value["state"]] += 1
            last = max(last, entry.value["index"])
        return {
            "changed": False,
            "place": place(options["store"]),
            "moved_to": moved_to(store),
            "nodes": {state: states[state] for state in records.STATES},
            "last_index": last,
            "groups": [group["name"] for group in registry.Registry(store).groups()],
            "rollouts": migration.rollouts(store.list(migration.ROLLOUTS)),
        }
