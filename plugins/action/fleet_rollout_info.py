# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the store knows of rollouts. Documented in plugins/modules/fleet_rollout_info.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import reading
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction


class ActionModule(StoreAction):
    """One rollout, or all of them."""

    SPEC = {
        "rollout": {"type": "str"},
        "node": {"type": "str", "default": ""},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Read, and explain if a node is named."""
        rollout, node = options["rollout"], options["node"]
        if node and not rollout:
            raise BadInput("node: is explained for one rollout; give 'rollout' too")
        wanted = [rollout] if rollout else reading.names(store)
        return {"changed": False, "rollouts": [reading.read(store, name, node) for name in wanted]}
