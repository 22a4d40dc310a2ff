# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of ``compose``, ``groups`` or ``keyed_groups``: its tier, and what Ansible did with it for which values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.expressions import Reads

PLAIN, REMEMBERED, STOCK = "plain", "remembered", "stock"


def join(group: Any, host: Any) -> None:
    """``group.add_host(host)``, in half of its time where the group has no parents and nobody has asked for its hosts.

    Ansible walks twice through all ancestors, for groups that the host is in by this one and for lists to be forgotten.
    """
    if group.parent_groups or getattr(group, "_hosts_cache", True) is not None:
        group.add_host(host)
        return
    names = group.host_names
    if host.name not in names:
        names.add(host.name)
        group.hosts.append(host)
        if group not in host.groups:
            host.groups.append(group)


@dataclass
class Effects:
    """What was done to a host: variables set, and groups joined."""

    #: Name, value, and the field of the node that the value is taken from instead.
    variables: list[tuple[str, Any, str]] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)

    def add(self, other: Effects) -> None:
        """Do that as well."""
        self.variables += other.variables
        self.groups += [group for group in other.groups if group not in self.groups]

    def on(self, host: Any, node: Mapping[str, Any], inventory: Any) -> None:
        """Do it to another host."""
        for name, value, source in self.variables:
            if source:
                host.vars[name] = node[source]
            elif value.__class__ is not str and isinstance(value, Mapping):
                inventory.set_variable(host.name, name, value)  # may be merged with what is there
            else:
                host.vars[name] = value
        for group in self.groups:
            join(group, host)


class Recorder:
    """The inventory, noting what is done to one host."""

    def __init__(self, inventory: Any, host: str) -> None:
        self._inventory = inventory
        self._host = host
        self.variables: list[str] = []
        self.groups: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inventory, name)

    def set_variable(self, entity: str, varname: str, value: Any) -> None:
        """A variable of compose."""
        self._inventory.set_variable(entity, varname, value)
        self.variables.append(varname)

    def add_host(self, host: str, group: str | None = None, port: Any = None) -> Any:
        """A group of keyed_groups."""
        added = self._inventory.add_host(host, group, port)
        if group is not None:
            self.groups.append(group)
        return added

    def add_child(self, group: str, child: str) -> Any:
        """A group of groups; or a parent of a keyed group, which stays when it is made once."""
        added = self._inventory.add_child(group, child)
        if child == self._host:
            self.groups.append(group)
        return added


class Entry:
    """One entry of an option: its tier, and what it did for which values."""

    def __init__(
        self, option: str, name: object, run: Callable[[Any, Mapping[str, Any], bool], None], reads: Reads
    ) -> None:
        self.option = option
        self.label = f"{option} '{name}'"
        self.run = run
        self.names = reads.names
        self.tier = STOCK if reads.why else REMEMBERED
        self.why = reads.why
        #: For the plain tier: the variable that is set, and the one that is read.
        self.target = self.source = ""
        self.known: dict[Any, Effects] = {}
        self.repeated = 0

    def give_up(self, why: str) -> None:
        """Leave it to Ansible from now on."""
        self.tier, self.why = STOCK, why
        self.known.clear()

    def __str__(self) -> str:
        """For -vvv."""
        if self.tier == PLAIN:
            return f"{self.label}: taken as it is"
        if self.tier == REMEMBERED:
            return f"{self.label}: remembered by {', '.join(self.names) or 'nothing, it is the same everywhere'}"
        return f"{self.label}: by Ansible for every host, because {self.why}"
