# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the record of an external node in the store. Documented in plugins/modules/fleet_node.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.records import settle
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction


class ActionModule(StoreAction):
    """One record."""

    RETURNS = "record"
    SPEC = {
        "name": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["declared", "absent"], "default": "declared"},
        "group": {"type": "str"},
        "pool": {"type": "str"},
        "region": {"type": "str"},
        "node_id": {"type": "str"},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> Outcome:
        """Make the record be as wished, or be gone."""
        wished = {option: options[option] for option in ("group", "pool", "region", "node_id")}
        return settle(store, options["name"], options["state"], wished, self._task.check_mode)
