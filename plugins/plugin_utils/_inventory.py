# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nomad nodes in, hosts and groups out. Knows neither Ansible nor HTTP.

``choose`` settles names that several nodes hold, ``build`` makes variables and group memberships. The nodes come from
``_nodes.collect``.

What a node says about itself is a claim. So a node's name must be a plain host name, its address a usable IP address,
and its claims can only put it into groups that carry a prefix of ours.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._nodes import Node

#: The node metadata that holds the released version.
RELEASE_KEY = "fleet_release"

#: What a node can be grouped by, and the prefix of the groups' names.
PREFIXES: dict[str, str] = {
    "scheduling_group": "group_",
    "node_pool": "pool_",
    "datacenter": "datacenter_",
    "node_class": "class_",
    "status": "status_",
    "eligibility": "eligibility_",
    "drain": "drain_",
    "version": "version_",
}

#: Where a host without a usable address is sent: a name that never resolves (RFC 6761) and says why.
NO_ADDRESS = "no-usable-address.invalid"

#: Names that mean something else to Ansible; a node must not become one of them.
RESERVED_NAMES = frozenset({"all", "ungrouped", "localhost", "127.0.0.1", "::1"})

HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\Z")
JUMP = re.compile(
    r"(?:(?P<user>[^@\s:-][^@\s:]*)@)?"
    r"(?P<host>[^\s:@\[\]-][^\s:@\[\]]*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>\d{1,5}))?\Z"
)
SSH_OPTION = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:=|\s).+\Z")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


# -- rules ----------------------------------------------------------------------------------------------------------


def safe_name(name: str) -> str:
    """A name as Ansible makes groups' names safe."""
    return re.sub(r"^[\d\W]|[^\w]", "_", name)


@dataclass(frozen=True)
class Rules:
    """How nodes become hosts."""

    group_by: Sequence[str] = ("scheduling_group", "node_pool", "datacenter", "node_class", "status")
    prefixes: Mapping[str, str] = field(default_factory=dict)
    external_pools: Collection[str] = ("external", "external-pending")
    address_order: Sequence[str] = ("advertised",)
    external_address_order: Sequence[str] = ("advertised",)
    #: SSH arguments that lead to an external node; empty: SSH needs none.
    ssh_arguments: str = ""
    #: Whether those say that the host key of an external node is known by its name.
    host_key_alias: bool = True
    #: Makes a name fit for an Ansible group.
    sanitize: Callable[[str], str] = safe_name

    def __post_init__(self) -> None:
        """Refuse what could never work, naming the option."""
        for key in self.group_by:
            if key not in PREFIXES:
                raise BadInput(f"'group_by' has '{key}'; it takes {', '.join(PREFIXES)}")
        for key, prefix in self.prefixes.items():
            if key not in PREFIXES:
                raise BadInput(f"'group_prefixes' has '{key}'; it takes {', '.join(PREFIXES)}")
            if not isinstance(prefix, str) or not prefix.strip():
                raise BadInput(
                    f"'group_prefixes' gives '{key}' an empty prefix; a node could then name any group, the servers' "
                    f"too. Leave it out for '{PREFIXES[key]}'"
                )
        for option in ("address_order", "external_address_order"):
            for rule in getattr(self, option):
                _check_address_rule(option, rule)

    @property
    def needs_interfaces(self) -> bool:
        """Whether a rule reads the addresses of interfaces, which the server sends only when asked."""
        return any(rule.startswith("interface:") for rule in (*self.address_order, *self.external_address_order))


def _check_address_rule(option: str, rule: str) -> None:
    """A rule is 'advertised', 'interface:NAME' or a network."""
    if rule == "advertised" or (rule.startswith("interface:") and len(rule) > len("interface:")):
        return
    try:
        ipaddress.ip_network(rule)
    except ValueError:
        raise BadInput(
            f"'{option}' has '{rule}'; it takes 'advertised', 'interface:NAME' or a network as 10.0.0.0/16"
        ) from None


def ssh_arguments(jump: str = "", private_key: str = "", known_hosts: str = "", options: Sequence[str] = ()) -> str:
    """The SSH arguments that lead to an external node.

    A ProxyCommand, because ProxyJump gives the jump host none of the outer command's ``-i`` and ``-o``.
    The first value of an SSH option wins, so what the user gives comes first.
    """
    outer = [f"UserKnownHostsFile={_quoted(known_hosts)}"] if known_hosts else []
    if jump:
        outer.append(f"ProxyCommand={_proxy_command(jump, private_key, outer, options)}")
    return " ".join(f"-o {shlex.quote(option)}" for option in outer)


def _proxy_command(jump: str, private_key: str, shared: Sequence[str], options: Sequence[str]) -> str:
    """What connects standard input and output to the node; SSH replaces %h and %p, a shell runs it."""
    parts = JUMP.match(jump)
    if not parts:
        raise BadInput(
            f"'jump' is '{jump}'; it takes USER@HOST or USER@HOST:PORT, as root@10.0.0.2 (an IPv6 address in brackets)"
        )
    for option in options:
        if not SSH_OPTION.match(option):
            raise BadInput(f"'jump_options' has '{option}'; each is one SSH option, as ConnectTimeout=10")
    identity = ["IdentitiesOnly=yes", f"IdentityFile={_quoted(private_key)}"] if private_key else []
    command = ["ssh", "-W", "[%h]:%p"]
    for option in (*options, *shared, *identity, "BatchMode=yes"):
        command += ["-o", option.replace("%", "%%")]
    if parts["port"]:
        command += ["-p", parts["port"]]
    user = f"{parts['user']}@" if parts["user"] else ""
    command.append((user + parts["host"].strip("[]")).replace("%", "%%"))
    return shlex.join(command)


def _quoted(path: str) -> str:
    """A path as ssh reads it in an option: split at blanks unless quoted."""
    return f'"{path}"' if re.search(r"\s", path) else path


# -- building -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """Something the user may want to know; loud ones always, others only when asked for details."""

    text: str
    loud: bool = False


@dataclass
class Host:
    """One host of the inventory: what it carries, its groups, and what only expressions see."""

    name: str
    variables: dict[str, Any]
    groups: list[str]
    facts: dict[str, Any]


@dataclass
class Fleet:
    """The result: hosts in the order of their names."""

    hosts: list[Host] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def choose(nodes: Iterable[Node], external_pools: Collection[str]) -> tuple[list[Node], list[Note]]:
    """One node a name: the newest ready one, but never an external node in the place of one that is not.

    The others are ghosts of a node that was made anew, or somebody who took a name that was not theirs: while
    two of them are ready, or one is external and the other not, that is said aloud.
    """
    by_name: dict[str, list[Node]] = {}
    for node in nodes:
        by_name.setdefault(node["name"], []).append(node)
    chosen, notes = [], []
    for name, holders in by_name.items():
        holders.sort(
            key=lambda node: (node["node_pool"] not in external_pools, node["status"] == "ready", node["index"]),
            reverse=True,
        )
        best = holders[0]
        chosen.append(best)
        for other in holders[1:]:
            sides_differ = (best["node_pool"] in external_pools) != (other["node_pool"] in external_pools)
            text = (
                f"the name '{name[:100]}' is held by several nodes: "
                f"{best['id']} ({best['status']}, pool {best['node_pool']}) is used, "
                f"{other['id']} ({other['status']}, pool {other['node_pool']}) is not"
            )
            notes.append(Note(text, loud=sides_differ or other["status"] == "ready"))
    return chosen, notes


def choose_address(node: Mapping[str, Any], order: Sequence[str]) -> str:
    """The first usable address by the rules, or nothing.

    A loopback, link-local, multicast or unspecified address would be somebody else's, so it is only taken where a
    network in the rules contains it.
    """
    for rule in order:
        if rule == "advertised":
            candidates, network = [node["address"]], None
        elif rule.startswith("interface:"):
            candidates, network = (node.get("interfaces") or {}).get(rule.removeprefix("interface:"), []), None
        else:
            candidates, network = [node["address"]], ipaddress.ip_network(rule)
        for text in candidates:
            if _usable(text, network):
                return str(text)
    return ""


def _usable(text: str, network: Network | None) -> bool:
    """Whether a text is an IP address that can be somebody's own."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if "%" in text:  # an IPv6 zone: a name of an interface of ours
        return False
    if network is not None:
        return address in network
    return not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified)


def build(nodes: Iterable[Node], rules: Rules, taken: Collection[str] = ()) -> Fleet:
    """Hosts and groups. ``taken`` are names of groups that exist already: no host may be called like one."""
    fleet = Fleet()
    chosen, fleet.notes = choose(nodes, rules.external_pools)
    group_names: dict[tuple[str, str], str] = {}
    for node in chosen:
        name = node["name"]
        if not HOST_NAME.match(name) or name.lower() in RESERVED_NAMES:
            text = f"node {node['id']} is left out: {name[:100]!r} cannot be the name of a host"
            fleet.notes.append(Note(text, loud=True))
            continue
        external = node["node_pool"] in rules.external_pools
        address = choose_address(node, rules.external_address_order if external else rules.address_order)
        if not address:
            option = "external_address_order" if external else "address_order"
            text = f"node '{name}' has no usable address by '{option}' (it advertises {node['address'][:100]!r})"
            fleet.notes.append(Note(text))
        groups = []
        for key in rules.group_by:
            value = node[key]
            value = str(value).lower() if isinstance(value, bool) else value
            if value == "":
                continue
            group = group_names.get((key, value))
            if group is None:
                group = group_names[key, value] = rules.sanitize(rules.prefixes.get(key, PREFIXES[key]) + value)
            groups.append(group)
        variables: dict[str, Any] = {
            "ansible_host": address or NO_ADDRESS,
            "nomad_node_id": node["id"],
            "nomad_status": node["status"],
            "nomad_eligibility": node["eligibility"],
            "scheduling_group": node["scheduling_group"],
            "node_pool": node["node_pool"],
        }
        if external and rules.ssh_arguments:
            alias = f"-o HostKeyAlias={name} " if rules.host_key_alias else ""
            variables["ansible_ssh_common_args"] = alias + rules.ssh_arguments
        if "meta" in node:
            variables["fleet_release"] = node["meta"].get(RELEASE_KEY, "")
            variables["nomad_meta"] = node["meta"]
            variables["nomad_attributes"] = node["attributes"]
        facts = {
            "nomad_name": name,
            "nomad_address": node["address"],
            "nomad_datacenter": node["datacenter"],
            "nomad_node_class": node["node_class"],
            "nomad_version": node["version"],
            "nomad_drain": node["drain"],
            "nomad_external": external,
        }
        fleet.hosts.append(Host(name, variables, groups, facts))
    _drop_names_of_groups(fleet, {*taken, *group_names.values()})
    return fleet


def _drop_names_of_groups(fleet: Fleet, groups: Collection[str]) -> None:
    """A host named like a group would answer when the group is meant."""
    kept = []
    for host in fleet.hosts:
        if host.name in groups:
            node_id = host.variables["nomad_node_id"]
            fleet.notes.append(
                Note(f"node {node_id} is left out: its name '{host.name}' is that of a group", loud=True)
            )
        else:
            kept.append(host)
    fleet.hosts = kept
