# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the fleet and its rollouts at a glance. Documented in plugins/modules/fleet_status_info.py."""

from __future__ import annotations

import time
import typing as t

from ansible.utils.display import Display

from ansible_collections.nomadic.fleet.plugins.module_utils._clients.nomad import connect
from ansible_collections.nomadic.fleet.plugins.module_utils._options import NOMAD
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.overview import lines, overview
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._store_action import StoreAction

display = Display()


class ActionModule(StoreAction):
    """Counts, for people and for programs."""

    SPEC = {
        **NOMAD,
        "sessions": {"type": "list", "elements": "dict", "default": []},
        "show": {"type": "bool", "default": False},
    }

    def work(self, store: Store, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Read both, and print if that is wished."""
        client = connect({option: options[option] for option in NOMAD})
        found = overview(store, client, options["sessions"], time.time())
        text = list(lines(found))
        if options["show"]:
            for line in text:
                display.display(line)
        return {"changed": False, **found, "lines": text}
