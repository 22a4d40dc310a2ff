# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of an inventory, as members of a rollout."""

from __future__ import annotations

import typing as t

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Select
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device


class Inventory:
    """What the play knows of its inventory, as a fleet. Whether a host is there is known once it was tried."""

    def __init__(self, groups: t.Mapping[str, t.Sequence[str]]) -> None:
        self.groups = groups
        self.names = list(groups.get("all", ()))

    def select(self, select: Select) -> list[Device]:
        """The hosts of a pattern, in the order of the inventory."""
        if select.nodes:  # named one by one, to be pinned
            unknown = [name for name in select.nodes if name not in self.names]
            if unknown:
                raise BadInput(f"the inventory has no host '{unknown[0]}'")
            return [Device(name, name) for name in select.nodes]
        wanted = self._matched(select.hosts)
        found = [Device(name, name) for name in self.names if name in wanted]
        if not found:
            raise BadInput(
                f"select.hosts: no host of the inventory matches '{select.hosts}'; check it with: ansible '{select.hosts}' --list-hosts"
            )
        return found

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        """Those that the inventory still has."""
        known = set(self.names)
        return {name: Device(name, name) for name in ids if name in known}

    def lost(self, ids: t.Collection[str]) -> set[str]:
        """Nobody asks."""
        del ids
        return set()

    def _matched(self, pattern: str) -> set[str]:
        manager = InventoryManager(loader=DataLoader(), parse=False)
        for name in self.names:
            manager.add_host(name)
        for group, names in self.groups.items():
            if group not in ("all", "ungrouped"):
                manager.add_group(group)
                for name in names:
                    manager.add_host(name, group=group)
        manager.reconcile_inventory()  # now all of them are in "all"
        return {str(host) for host in manager.list_hosts(pattern)}
