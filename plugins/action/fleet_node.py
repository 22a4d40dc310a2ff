# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the record of an external node in the store. Documented in plugins/modules/fleet_node.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction, registry_in


class ActionModule(StoreAction):
    """One record."""

    RETURNS = "record"
    SPEC = {
        "name": {"type": "str", "required": True},
        "state": {"type": "str", "choices": [*records.STATES, "absent"], "default": "declared"},
        "group": {"type": "str"},
        "placed": {"type": "str"},
        "pool": {"type": "str"},
        "region": {"type": "str"},
        "node_id": {"type": "str"},
        "generation": {"type": "int"},
        "vpn_key": {"type": "str", "no_log": False},
        "reinstate": {"type": "bool", "default": False},
        "confirmed": {"type": "list", "elements": "str"},
        "needed": {"type": "list", "elements": "str"},
        "last_index": {"type": "int"},
        "revocations": {"type": "path"},
    }
    RULES = {"required_if": [("state", "revoked", ("needed",))]}

    def work(self, store: Store, options: dict[str, t.Any]) -> Outcome:
        """Make the record be as wished, or be gone."""
        registry = registry_in(store, options)
        return registry.keep_node(options["name"], options["state"], options, self._task.check_mode)
