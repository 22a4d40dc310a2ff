# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the records of scheduling groups. Documented in plugins/modules/fleet_group_info.py."""

from __future__ import annotations

import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction


class ActionModule(StoreAction):
    """Those that match."""

    SPEC = {
        "name": {"type": "str"},
        "members": {"type": "bool", "default": False},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Read; the members of all groups are one more read of the nodes."""
        registry = Registry(store)
        found = [group for group in registry.groups() if options["name"] in (None, group["name"])]
        if options["members"]:
            members = registry.members()
            found = [{**group, "members": members.get(group["name"], [])} for group in found]
        return {"changed": False, "groups": found}
