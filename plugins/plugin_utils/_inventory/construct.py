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
from operator import itemgetter
from typing import Any, ClassVar

from ansible import constants
from ansible.plugins.inventory import Constructable
from ansible.template import is_trusted_as_template
from ansible.utils.vars import combine_vars

from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.entries import (
    PLAIN,
    STOCK,
    Effects,
    Entry,
    Recorder,
)
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.expressions import Reads, reads_of
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import Node, variables

#: After so many new combinations, if they are more than the repeated ones, remembering is given up.
PATIENCE = 1000
_MISSING = ("missing",)
#: Of these types no two different values are equal.
_PLAIN_TYPES = frozenset({str, bool})


class NamesAtOnce(Constructable):
    """Ansible's methods; an expression that is the name of a variable of the plugin's own takes its value without a compiler."""

    #: Variable -> field of a node.
    FIELDS: ClassVar[Mapping[str, str]] = {}

    def _compose(self, template: Any, variables: dict[str, Any], *deprecated: Any, **options: Any) -> Any:
        """The result of an expression."""
        if isinstance(template, str) and template in self.FIELDS and is_trusted_as_template(template):
            value = variables.get(template)
            if type(value) in _PLAIN_TYPES and not self.get_option("use_extra_vars"):
                self.templar.available_variables = variables  # what comes next may rely on it
                return value
        return super()._compose(template, variables, *deprecated, **options)


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
        #: All entries, in the order in which they are applied.
        self.entries = [*self._compose, *self._groups, *self._keyed]
        self._restrict()
        #: What all entries together did, by all values that they read.
        self._combinations: dict[Any, Effects] = {}
        self._repeated = 0
        self._first = True
        self._read: Callable[[Node], Any] | None = None

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
        """All entries at once where this combination of values is known; else one after the other."""
        key = self._combination(node)
        effects = None if key is None else self._combinations.get(key)
        if effects is not None:
            self._repeated += 1
            effects.on(host, node, self._inventory)
            return
        effects = self._one_by_one(host, node)
        if any(entry.tier == STOCK for entry in self.entries):
            self._read = None
        elif key is not None:
            self._combinations[key] = effects
            if len(self._combinations) > PATIENCE and self._repeated < len(self._combinations):
                self._read = None
        elif self._first:  # the tiers are known now
            self._read = self._reader()
        self._first = False

    def _reader(self) -> Callable[[Node], Any]:
        """What takes all values that decide from a node. A value taken as it is decides nothing by itself."""
        names = {name for entry in self.entries if entry.tier != PLAIN for name in entry.names}
        names |= {name for entry in self._compose if entry.target in names for name in entry.names}
        fields = sorted({self._fields[name] for name in names if name in self._fields})
        return itemgetter(*fields) if len(fields) > 1 else lambda node: tuple(node[field] for field in fields)

    def _combination(self, node: Node) -> Any:
        """The values, if they are such that equal ones are the same."""
        if self._read is None:
            return None
        try:
            values = self._read(node)
        except KeyError:
            return None
        return values if _PLAIN_TYPES.issuperset(map(type, values)) else None

    def _one_by_one(self, host: Any, node: Node) -> Effects:
        """In Ansible's order: compose sees the node, groups and keyed_groups see what was composed as well."""
        done = Effects()
        for entry in self._compose:
            if entry.tier == PLAIN and type(node[entry.source]) in _PLAIN_TYPES:
                effects = Effects([(entry.target, None, entry.source)])
                effects.on(host, node, self._inventory)
            else:
                effects = self._apply(entry, host, node, None)
            done.add(effects)
        before = None
        if any(entry.tier == STOCK for entry in self._groups):
            # Ansible takes the variables before the first of these groups is joined, which group_names shows.
            before = combine_vars(self._known(node), host.get_vars())
        for entry in self._groups:
            done.add(self._apply(entry, host, node, before))
        for entry in self._keyed:
            done.add(self._apply(entry, host, node, None))
        return done

    def _apply(self, entry: Entry, host: Any, node: Node, before: dict[str, Any] | None) -> Effects:
        """One entry for one host."""
        if entry.tier == STOCK:
            return self._run(entry, host, node, before)
        values = self._values(entry, host, node)
        effects = entry.known.get(values)
        if effects is not None:
            entry.repeated += 1
            effects.on(host, node, self._inventory)
            return effects
        effects = self._run(entry, host, node, before)
        entry.known[values] = effects
        if len(entry.known) > PATIENCE and entry.repeated < len(entry.known):
            entry.give_up("its values differ on most hosts")
        return effects

    def _values(self, entry: Entry, host: Any, node: Node) -> Any:
        """The values an entry reads, as a key. Composed variables are not seen by other composed ones."""
        composed = host.vars if entry.option != "compose" else {}
        values = []
        for name in entry.names:
            value = composed.get(name, _MISSING)
            if value is _MISSING and name in self._fields:
                value = node.get(self._fields[name], _MISSING)
            # 1, 1.0 and True are equal and yet not the same
            values.append(value if value.__class__ is str else (type(value), repr(value)))
        return values[0] if len(values) == 1 else tuple(values)

    def _run(self, entry: Entry, host: Any, node: Node, before: dict[str, Any] | None) -> Effects:
        """Ansible's own method, watched."""
        recorder = Recorder(self._inventory, host.name)
        self._plugin.inventory = recorder
        try:
            entry.run(host, self._known(node) if before is None else before, before is None)
        finally:
            self._plugin.inventory = self._inventory
        effects = Effects(
            [(name, host.vars[name], "") for name in recorder.variables],
            [self._inventory.groups[name] for name in recorder.groups],
        )
        for _name, value, _source in effects.variables:
            if entry.target and isinstance(value, (str, bool)) and value == node[entry.source]:
                entry.tier = PLAIN
        return effects

    def _known(self, node: Node) -> dict[str, Any]:
        """The variables that expressions see."""
        return variables(node, self._fields.items())
