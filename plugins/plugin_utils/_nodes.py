# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the nodes of a Nomad cluster and their scheduling groups, without one request a node.

The list of nodes does not show metadata, but its filter sees them: K groups cost K + 1 requests. Knows neither
Ansible nor HTTP: the API is a small port.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput

#: The node metadata that holds the scheduling group.
GROUP_KEY = "scheduling_group"

Node = dict[str, Any]


# -- filters --------------------------------------------------------------------------------------------------------


def literal(value: str) -> str:
    """A string of Nomad's filter language. It ends at the first double quote, so those go in as escapes."""
    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', lambda char: f"\\u{ord(char[0]):04x}", value) + '"'


def in_group(group: str) -> str:
    """The filter that selects one scheduling group."""
    return f"Meta.{GROUP_KEY} == {literal(group)}"


HAS_GROUP = f"Meta.{GROUP_KEY} is not empty"


def all_of(*filters: str) -> str:
    """One filter that demands all of the given ones; empty ones do not count."""
    given = [text.strip() for text in filters if text.strip()]
    return given[0] if len(given) == 1 else " and ".join(f"({text})" for text in given)


# -- reading --------------------------------------------------------------------------------------------------------


class NodeApi(Protocol):
    """What ``collect`` needs of a Nomad API."""

    def pages(self, filter_: str, resources: bool) -> Iterable[Sequence[Mapping[str, Any]]]:
        """Pages of node stubs that match a filter."""

    def detail(self, node_id: str) -> Mapping[str, Any] | None:
        """The whole node, or None where there is none (any more)."""


@dataclass(frozen=True)
class Query:
    """What to read."""

    #: Names of the scheduling groups; None: find them out.
    groups: Sequence[str] | None = None
    filters: Sequence[str] = ()
    resources: bool = False
    details: bool = False
    attributes: Sequence[str] = ()
    #: More groups than this are not looked for one by one, more nodes than this not read one by one.
    max_groups: int = 100
    max_details: int = 1000


def project(stub: Mapping[str, Any], resources: bool = False) -> Node:
    """The few fields of a node that the inventory uses; the whole answer would cost 30 KB a node."""
    node: Node = {
        "id": str(stub["ID"]),
        "name": str(stub.get("Name") or ""),
        "address": str(stub.get("Address") or ""),
        "datacenter": str(stub.get("Datacenter") or ""),
        "node_pool": str(stub.get("NodePool") or "default"),
        "node_class": str(stub.get("NodeClass") or ""),
        "status": str(stub.get("Status") or ""),
        "eligibility": str(stub.get("SchedulingEligibility") or ""),
        "drain": bool(stub.get("Drain")),
        "version": str(stub.get("Version") or ""),
        "index": int(stub.get("CreateIndex") or 0),
        "scheduling_group": "",
    }
    if resources:
        node["interfaces"] = _interfaces(stub.get("NodeResources") or {})
    return node


def _interfaces(resources: Mapping[str, Any]) -> dict[str, list[str]]:
    """Addresses by network interface, as far as Nomad found them."""
    found: dict[str, list[str]] = {}
    for network in resources.get("NodeNetworks") or ():
        for entry in network.get("Addresses") or ():
            found.setdefault(str(network.get("Device") or ""), []).append(str(entry.get("Address") or ""))
    return found


def collect(api: NodeApi, query: Query) -> list[Node]:
    """Read the nodes and their scheduling groups.

    With K named groups that is one request for all nodes and one for each group, as pages. With groups to be found out
    it is 2 K + 2 at most: the nodes that have a group, then, until none is left, the details of one of them and
    its group. With details it is one more for each node, and then none for groups.
    """
    filter_ = all_of(*query.filters)
    nodes = {
        node["id"]: node for node in (project(stub, query.resources) for stub in _stubs(api, filter_, query.resources))
    }
    if query.details:
        _read_details(api, query, nodes)
    elif query.groups is None:
        _discover_groups(api, query, nodes)
    else:
        for group in dict.fromkeys(query.groups):
            for node_id in _ids(api, query, in_group(group)):
                if node_id in nodes:
                    nodes[node_id]["scheduling_group"] = group
    return sorted(nodes.values(), key=lambda node: (node["name"], node["id"]))


def _ids(api: NodeApi, query: Query, filter_: str) -> Iterator[str]:
    """Ids of the nodes that match."""
    return (str(stub["ID"]) for stub in _stubs(api, all_of(*query.filters, filter_)))


def _stubs(api: NodeApi, filter_: str, resources: bool = False) -> Iterator[Mapping[str, Any]]:
    """Node stubs; an answer that is anything else (a proxy's page, half a page) never passes for a short list."""
    for page in api.pages(filter_, resources):
        if not isinstance(page, list):
            raise BadInput(f"the answer is no list of nodes: {str(page)[:100]!r}; is 'address' that of a Nomad API?")
        for stub in page:
            if not isinstance(stub, Mapping) or not stub.get("ID"):
                raise BadInput(f"the answer has something that is no node: {str(stub)[:100]!r}")
            yield stub


def _discover_groups(api: NodeApi, query: Query, nodes: dict[str, Node]) -> None:
    """Find the groups without reading every node."""
    unknown = {node_id: None for node_id in _ids(api, query, HAS_GROUP) if node_id in nodes}
    known: set[str] = set()
    while unknown:
        node_id = next(iter(unknown))
        unknown.pop(node_id)
        group = str(((api.detail(node_id) or {}).get("Meta") or {}).get(GROUP_KEY) or "")
        if not group:  # gone, or out of its group, since it was listed
            continue
        nodes[node_id]["scheduling_group"] = group
        if not unknown or group in known:  # the last one; or it moved after its group was listed
            continue
        known.add(group)
        if len(known) > query.max_groups:
            raise BadInput(
                f"the nodes are in more than {query.max_groups} scheduling groups, too many to find out one by one; "
                "name the groups you need in 'scheduling_groups', or raise 'max_groups'"
            )
        for member in _ids(api, query, in_group(group)):
            if member in nodes:
                nodes[member]["scheduling_group"] = group
            unknown.pop(member, None)


def _read_details(api: NodeApi, query: Query, nodes: dict[str, Node]) -> None:
    """One request a node, projected at once."""
    if len(nodes) > query.max_details:
        raise BadInput(
            f"'details' would read {len(nodes)} nodes one by one, more than 'max_details' ({query.max_details}); "
            "narrow 'filters', set 'details: false', or raise 'max_details'"
        )
    wanted = None if query.groups is None else set(query.groups)
    for node_id, node in nodes.items():
        whole = api.detail(node_id) or {}
        meta = {str(key): str(value) for key, value in (whole.get("Meta") or {}).items()}
        attributes = whole.get("Attributes") or {}
        group = meta.get(GROUP_KEY, "")
        node["scheduling_group"] = group if wanted is None or group in wanted else ""
        node["meta"] = meta
        node["attributes"] = {key: str(attributes[key]) for key in query.attributes if key in attributes}
