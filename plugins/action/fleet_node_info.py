# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the records of external nodes. Documented in plugins/modules/fleet_node_info.py."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction, registry_in


class ActionModule(StoreAction):
    """Those that match."""

    FIELDS: dict[str, dict[str, t.Any]] = {
        "name": {"type": "str"},
        "state": {"type": "list", "elements": "str", "choices": list(records.STATES)},
        "group": {"type": "list", "elements": "str"},
        "pool": {"type": "list", "elements": "str"},
        "region": {"type": "list", "elements": "str"},
        "node_id": {"type": "str"},
    }
    SPEC = {**FIELDS, "revocations": {"type": "path"}}

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Read, and count."""
        found = registry_in(store, options).nodes(**{field: options[field] for field in self.FIELDS})
        counts = collections.Counter(record["state"] for record in found)
        return {"changed": False, "nodes": found, "counts": {state: counts[state] for state in records.STATES}}
