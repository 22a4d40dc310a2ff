# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the record of a scheduling group in the store. Documented in plugins/modules/fleet_group.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction

GRANT: dict[str, dict[str, t.Any]] = {
    "address": {"type": "str", "required": True},
    "protocol": {"type": "str", "choices": ["tcp", "udp"], "default": "tcp"},
    "port": {"type": "int", "required": True},
}


class ActionModule(StoreAction):
    """One record."""

    RETURNS = "group"
    SPEC = {
        "name": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "description": {"type": "str"},
        "grants": {"type": "list", "elements": "dict", "options": GRANT},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> Outcome:
        """Make the record be as wished, or be gone."""
        return Registry(store).keep_group(options["name"], options["state"], options, self._task.check_mode)
