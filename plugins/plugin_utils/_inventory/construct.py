# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``compose``, ``groups`` and ``keyed_groups`` with the results of Ansible's own ``Constructable``, in a fraction of its time.

Ansible compiles every expression again for every host. Here each entry has a tier:

plain       it is the name of a variable: its value is taken as it is
remembered  its result depends on variables of the host only: it is worked out once for each combination of their values
stock       anything else: Ansible's own way, once a host

There is no second implementation of Ansible's rules. Each new combination goes through Ansible's own methods, and what
they did to the inventory is written down and done again for the next host with the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible import constants
from ansible.template import is_trusted_as_template
from ansible.utils.vars import combine_vars

from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.expressions import Reads, reads_of
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node, variables

PLAIN, REMEMBERED, STOCK = "plain", "remembered", "stock"
#: After so many new combinations, if they are more than the repeated ones, remembering is given up.
PATIENCE = 1000
_MISSING = ("missing",)

#: What stock did: variables set, and groups joined.
Effects = tuple[list[tuple[str, Any]], list[Any]]


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


class Constructor:
    """Applies the options of a plugin to one host after the other."""

    def __init__(self, plugin: Any, fields: Mapping[str, str]) -> None:
        self._plugin = plugin
        self._inventory = plugin.inventory
        self._fields = dict(fields)
        self._strict = plugin.get_option("strict")
        self._compose = [self._composed(name, text) for name, text in (plugin.get_option("compose") or {}).items()]
        self._groups = [self._group(name, text) for name, text in (plugin.get_option("groups") or {}).items()]
        self._keyed = [self._keyed_group(entry) for entry in plugin.get_option("keyed_groups") or []]
        self._restrict()

    @property
    def entries(self) -> list[Entry]:
        """All entries, in the order in which they are applied."""
        return [*self._compose, *self._groups, *self._keyed]

    # -- entries ----------------------------------------------------------------------------------------------------

    def _composed(self, name: Any, text: Any) -> Entry:
        reads = reads_of(text)
        entry = Entry(
            "compose",
            name,
            lambda host, known, _fetch: self._plugin._set_composite_vars({name: text}, known, host.name, self._strict),
            reads,
        )
        if reads.plain and reads.names[0] in self._fields and is_trusted_as_template(text) and isinstance(name, str):
            entry.target, entry.source = str(name), self._fields[reads.names[0]]
        return entry

    def _group(self, name: Any, text: Any) -> Entry:
        return Entry(
            "groups",
            name,
            lambda host, known, fetch: self._plugin._add_host_to_composed_groups(
                {name: text}, known, host.name, self._strict, fetch_hostvars=fetch
            ),
            reads_of(text),
        )

    def _keyed_group(self, keyed: Any) -> Entry:
        reads, name = Reads(), keyed
        if isinstance(keyed, Mapping):
            key, parent = reads_of(keyed.get("key")), reads_of(keyed.get("parent_group"), template=True)
            reads = Reads(tuple(sorted({*key.names, *parent.names})), key.why or parent.why)
            name = keyed.get("key")
        return Entry(
            "keyed_groups",
            name,
            lambda host, known, fetch: self._plugin._add_host_to_keyed_groups(
                [keyed], known, host.name, self._strict, fetch_hostvars=fetch
            ),
            reads,
        )

    def _restrict(self) -> None:
        """Settings under which a value may come from somewhere else than the host."""
        extra = set(self._plugin._vars or ()) if self._plugin.get_option("use_extra_vars") else set()
        for entry in self.entries:
            if entry.tier == STOCK:
                continue
            shared = sorted(extra & set(entry.names))
            if constants.DEFAULT_HASH_BEHAVIOUR != "replace":
                entry.give_up("hash_behaviour is not 'replace'")
            elif shared and entry.option != "groups":  # Ansible takes no extra variables for 'groups'
                entry.give_up(f"{shared[0]} is an extra variable")

    # -- hosts ------------------------------------------------------------------------------------------------------

    def apply(self, host: Any, node: Node) -> None:
        """In Ansible's order: compose sees the node, groups and keyed_groups see what was composed as well."""
        for entry in self._compose:
            if entry.tier == PLAIN:
                value = node[entry.source]
                if type(value) is str or type(value) is bool:
                    host.vars[entry.target] = value
                    continue
            self._apply(entry, host, node, None)
        before = None
        if any(entry.tier == STOCK for entry in self._groups):
            # Ansible takes the variables before the first of these groups is joined, which group_names shows.
            before = combine_vars(self._known(node), host.get_vars())
        for entry in self._groups:
            self._apply(entry, host, node, before)
        for entry in self._keyed:
            self._apply(entry, host, node, None)

    def _apply(self, entry: Entry, host: Any, node: Node, before: dict[str, Any] | None) -> None:
        """One entry for one host."""
        if entry.tier == STOCK:
            self._run(entry, host, node, before)
            return
        values = self._values(entry, host, node)
        effects = entry.known.get(values)
        if effects is None:
            if len(entry.known) > PATIENCE and entry.repeated < len(entry.known):
                entry.give_up("its values differ on most hosts")
                self._run(entry, host, node, before)
                return
            effects = entry.known[values] = self._run(entry, host, node, before)
            return
        entry.repeated += 1
        for name, value in effects[0]:
            if isinstance(value, Mapping):
                self._inventory.set_variable(host.name, name, value)  # may be merged with what is there
            else:
                host.vars[name] = value
        for group in effects[1]:
            group.add_host(host)

    def _values(self, entry: Entry, host: Any, node: Node) -> Any:
        """The values an entry reads, as a key. Composed variables are not seen by other composed ones."""
        composed = host.vars if entry.option != "compose" else {}
        values = []
        for name in entry.names:
            value = composed.get(name, _MISSING)
            if value is _MISSING and name in self._fields:
                value = node.get(self._fields[name], _MISSING)
            # 1, 1.0 and True are equal and yet not the same
            values.append(value if type(value) is str else (type(value), repr(value)))
        return values[0] if len(values) == 1 else tuple(values)

    def _run(self, entry: Entry, host: Any, node: Node, before: dict[str, Any] | None) -> Effects:
        """Ansible's own method, watched."""
        recorder = Recorder(self._inventory, host.name)
        self._plugin.inventory = recorder
        try:
            entry.run(host, self._known(node) if before is None else before, before is None)
        finally:
            self._plugin.inventory = self._inventory
        effects = (
            [(name, host.vars[name]) for name in recorder.variables],
            [self._inventory.groups[name] for name in recorder.groups],
        )
        for name, value in effects[0]:
            self._watch(entry, name, value, node)
        return effects

    def _watch(self, entry: Entry, name: str, value: Any, node: Node) -> None:
        """What was composed: is it a template itself; is it what the plain tier would give."""
        if _holds_template(value):
            for reader in (*self._groups, *self._keyed):
                if name in reader.names and reader.tier != STOCK:
                    reader.give_up(f"'{name}' is a template itself")
            entry.target = ""
        elif entry.target and isinstance(value, (str, bool)) and value == node[entry.source]:
            entry.tier = PLAIN

    def _known(self, node: Node) -> dict[str, Any]:
        """The variables that expressions see."""
        return variables(node, self._fields.items())


def _holds_template(value: Any) -> bool:
    """Whether a value would be rendered when it is read."""
    if isinstance(value, str):
        return is_trusted_as_template(value)
    if isinstance(value, Mapping):
        return any(_holds_template(part) for item in value.items() for part in item)
    if isinstance(value, (list, tuple, set)):
        return any(_holds_template(part) for part in value)
    return False
