# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes in, hosts out: one host a name, with its address, its variables and its groups. Knows neither Ansible nor HTTP.

``choose`` settles names that several nodes hold; ``build`` makes the hosts. What a node says about itself is a claim:
its name must be a plain host name, its address a usable one, and it only gets into groups that carry a prefix of ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.addresses import NO_ADDRESS, Finder
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import SEPARATOR, SEVERAL, Grouping

#: The fields of one node, by names without the product's prefix.
Node = dict[str, Any]

#: The node metadata that holds the scheduling group, and that which holds the released version.
GROUP_KEY = "scheduling_group"
RELEASE_KEY = "fleet_release"

#: Names that mean something else to Ansible; a node must not become one of them.
RESERVED_NAMES = frozenset({"all", "ungrouped", "localhost", "127.0.0.1", "::1"})
HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\Z")

#: Variables that every host has, whatever is selected; the second only where SSH needs it.
ALWAYS = {"ansible_host": "host", "ansible_ssh_common_args": "ssh"}


@dataclass(frozen=True)
class Note:
    """Something the user may want to know; loud ones always, others only when asked for details."""

    text: str
    loud: bool = False


@dataclass(frozen=True)
class Rules:
    """How nodes become hosts."""

    grouping: Grouping
    address: Finder
    external_address: Finder
    #: Variable of a host -> field of a node: what expressions see.
    fields: Mapping[str, str]
    #: Which of them a host carries.
    hostvars: Sequence[str] = ()
    external_pools: Collection[str] = ("external", "external-pending")
    #: SSH arguments that lead to an external node; empty: SSH needs none.
    ssh_arguments: str = ""
    #: Whether those say that the host key of an external node is known by its name.
    host_key_alias: bool = True

    def __post_init__(self) -> None:
        """Refuse what could never work, naming the option."""
        for name in self.hostvars:
            if name not in self.fields:
                raise BadInput(f"'hostvars' has '{name}'; it takes {', '.join(sorted(self.fields))}")


def is_external(node: Node, pools: Collection[str]) -> bool:
    """Nodes of the store are; others by their pool, or by what the product says."""
    return bool(node.get("external")) or node["node_pool"] in pools


def choose(nodes: Iterable[Node], external_pools: Collection[str]) -> tuple[list[Node], list[Note]]:
    """One node a name, in the order of the names: the newest ready one, but never an external node in the place of one that is not.

    The others are ghosts of a node that was made anew, or somebody who took a name that was not theirs: while two of
    them are ready, or in two regions, or one is external and the other not, that is said aloud.
    """
    chosen: dict[str, Node] = {}
    held: dict[str, list[Node]] = {}
    for node in nodes:
        first = chosen.setdefault(node["name"], node)
        if first is not node:
            held.setdefault(node["name"], [first]).append(node)
    notes = []
    for name, holders in held.items():
        holders.sort(
            key=lambda node: (
                not is_external(node, external_pools),
                node["ready"],
                -node.get("order", 0),
                node["index"],
                node["id"],
            ),
            reverse=True,
        )
        best = chosen[name] = holders[0]
        for other in holders[1:]:
            sides_differ = is_external(best, external_pools) != is_external(other, external_pools)
            loud = sides_differ or other["ready"] or other["region"] != best["region"]
            notes.append(
                Note(
                    f"the name '{name[:100]}' is held by several nodes: {_told(best)} is used, {_told(other)} is not",
                    loud,
                )
            )
    return sorted(chosen.values(), key=itemgetter("name")), notes


def _told(node: Node) -> str:
    """A node as messages name it."""
    where = f", region {node['region'][:100]}" if node["region"] else ""
    pool = f", pool {node['node_pool'][:100]}" if node["node_pool"] else ""
    return f"{node['id'][:100]} ({node['status'][:100] or 'no status'}{pool}{where})"


def build(nodes: list[Node], rules: Rules, taken: Collection[str] = ()) -> tuple[list[Node], list[Note]]:
    """The nodes that become hosts, each with ``host``, ``groups``, ``external`` and, if needed, ``ssh``.

    ``taken`` are names of groups that exist already: no host may be called like one, it would answer when the group
    is meant.
    """
    chosen, notes = choose(nodes, rules.external_pools)
    kept = []
    for node in chosen:
        name = node["name"]
        if not HOST_NAME.match(name) or name.lower() in RESERVED_NAMES:
            notes.append(
                Note(f"node {node['id'][:100]} is left out: {name[:100]!r} cannot be the name of a host", True)
            )
            continue
        external = node["external"] = is_external(node, rules.external_pools)
        address = (rules.external_address if external else rules.address)(node)
        if not address:
            option = "external_address_order" if external else "address_order"
            advertised = f"it advertises {node['address'][:100]!r}"
            notes.append(Note(f"node '{name}' has no usable address by '{option}' ({advertised})"))
        node["host"] = address or NO_ADDRESS
        node["groups"] = rules.grouping.of(node)
        if external and rules.ssh_arguments:
            alias = f"-o HostKeyAlias={name} " if rules.host_key_alias else ""
            node["ssh"] = alias + rules.ssh_arguments
        kept.append(node)
    forbidden = {*taken, *rules.grouping.names}
    for node in kept:
        if node["name"] in forbidden:
            notes.append(
                Note(f"node {node['id'][:100]} is left out: its name '{node['name']}' is that of a group", True)
            )
    return [node for node in kept if node["name"] not in forbidden], notes


def variables(node: Node, fields: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Variables by their fields; a field that this node has not got makes none."""
    return {
        name: [part for part in node[key].split(SEPARATOR) if part] if key in SEVERAL else node[key]
        for name, key in fields
        if key in node
    }
