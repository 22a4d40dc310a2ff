# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the nodes of a Nomad cluster and their scheduling groups, without one request a node.

The list of nodes does not show metadata, but its filter sees them: K groups cost K + 1 requests. Knows neither
Ansible nor HTTP: the API is a small port.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.groups import SEPARATOR
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import GROUP_KEY, RELEASE_KEY, Node, Note

PER_PAGE = 5000
#: Metadata and attributes longer than this are not kept: one node could make the inventory huge.
LONGEST_VALUE = 4096

#: What nodes have in common with many others.
SHARED = ("Datacenter", "NodePool", "NodeClass", "Status", "SchedulingEligibility", "Version", "Drain")

#: Variable -> field. The groups' names are shared by both products.
FIELDS: dict[str, str] = {
    "nomad_node_id": "id",
    "nomad_name": "name",
    "nomad_address": "address",
    "nomad_datacenter": "datacenter",
    "nomad_node_class": "node_class",
    "nomad_status": "status",
    "nomad_eligibility": "eligibility",
    "nomad_drain": "drain",
    "nomad_drivers": "driver",
    "nomad_version": "version",
    "nomad_region": "region",
    "nomad_external": "external",
    "scheduling_group": "scheduling_group",
    "node_pool": "node_pool",
    "fleet_state": "fleet_state",
}
HOSTVARS = ("nomad_node_id", "nomad_status", "nomad_eligibility", "scheduling_group", "node_pool")
#: What 'details' adds, to every host.
DETAILS = {"fleet_release": "release", "nomad_meta": "meta", "nomad_attributes": "attributes"}


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


# -- the API --------------------------------------------------------------------------------------------------------


class NodeApi(Protocol):
    """What ``collect`` needs of a Nomad API."""

    def pages(self, filter_: str, resources: bool) -> Iterable[Sequence[Mapping[str, Any]]]:
        """Pages of node stubs that match a filter."""

    def detail(self, node_id: str) -> Mapping[str, Any] | None:
        """The whole node, or None where there is none (any more)."""


class ClientApi:
    """The port, on a Nomad client. It remembers the index of the first answer: what was read is not older."""

    def __init__(self, client: Any, stale: bool) -> None:
        self._client = client
        self._common = {"stale": "true"} if stale else {}
        self.first_index: int | None = None

    def pages(self, filter_: str, resources: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Pages of node stubs."""
        params = {**self._common, "per_page": PER_PAGE, "filter": filter_ or None}
        if resources:
            params["resources"] = "true"
        token: str | None = None
        while True:
            answer = self._client.get(["nodes"], {**params, "next_token": token})
            if self.first_index is None:
                self.first_index = answer.index
            yield answer.data
            if not answer.next_token or answer.next_token == token:
                return
            token = answer.next_token

    def detail(self, node_id: str) -> Mapping[str, Any] | None:
        """A whole node."""
        response = self._client.find(["node", node_id], dict(self._common))
        return None if response is None else response.data

    def index(self) -> int | None:
        """The index of the table of nodes, by the smallest request there is."""
        index: int | None = self._client.get(["nodes"], {**self._common, "per_page": 1}).index
        return index


# -- reading --------------------------------------------------------------------------------------------------------


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


def projection(region: str = "", resources: bool = False) -> Callable[[Mapping[str, Any]], Node]:
    """What keeps the few fields of a node that the inventory uses; the whole answer would cost 30 KB a node.

    Nodes share most of their texts, so these are kept once.
    """
    alike: dict[Any, Node] = {}
    drivers: dict[str, str] = {}
    shared = itemgetter(*SHARED)

    def project(stub: Mapping[str, Any]) -> Node:
        get = stub.get
        try:
            values = shared(stub)
        except KeyError:  # an older Nomad
            values = tuple(map(get, SHARED))
        working = _drivers(get("Drivers") or {})
        node = dict(alike.get(values) or alike.setdefault(values, _shared(values, region)))
        node["id"] = str(stub["ID"])
        node["name"] = str(get("Name") or "")
        node["address"] = str(get("Address") or "")
        node["driver"] = drivers.setdefault(working, working)
        node["index"] = int(get("CreateIndex") or 0)
        if resources:
            node["interfaces"] = _interfaces(get("NodeResources") or {})
        return node

    return project


def _shared(values: Sequence[Any], region: str) -> Node:
    """The fields that nodes share, and room for the others."""
    *texts, drain = values  # as in SHARED
    datacenter, pool, class_, status, eligibility, version = (str(text or "") for text in texts)
    return {
        "id": "",
        "name": "",
        "address": "",
        "datacenter": datacenter,
        "node_pool": pool or "default",
        "node_class": class_,
        "status": status,
        "ready": status == "ready",
        "eligibility": eligibility,
        "drain": bool(drain),
        "driver": "",
        "version": version,
        "region": region,
        "index": 0,
        "scheduling_group": "",
        "fleet_state": "",
    }


def _drivers(drivers: Mapping[str, Any]) -> str:
    """The task drivers that work, in the order of their names, as Nomad lists them."""
    return SEPARATOR.join([name for name, info in drivers.items() if info and info.get("Healthy")])


def _interfaces(resources: Mapping[str, Any]) -> dict[str, list[str]]:
    """Addresses by network interface, as far as Nomad found them."""
    found: dict[str, list[str]] = {}
    for network in resources.get("NodeNetworks") or ():
        for entry in network.get("Addresses") or ():
            found.setdefault(str(network.get("Device") or ""), []).append(str(entry.get("Address") or ""))
    return found


def collect(api: NodeApi, query: Query, region: str = "") -> tuple[list[Node], list[Note]]:
    """Read the nodes and their scheduling groups.

    With K named groups that is one request for all nodes and one for each group, as pages. With groups to be found out
    it is 2 K + 2 at most: the nodes that have a group, then, until none is left, the details of one of them and
    its group. With details it is one more for each node, and then none for groups.
    """
    project = projection(region, query.resources)
    nodes = {node["id"]: node for node in map(project, _stubs(api, all_of(*query.filters), query.resources))}
    notes: list[Note] = []
    if query.details:
        notes = _read_details(api, query, nodes)
    elif query.groups is None:
        _discover_groups(api, query, nodes)
    else:
        for group in dict.fromkeys(query.groups):
            for node_id in _ids(api, query, in_group(group)):
                node = nodes.get(node_id)
                if node:
                    node["scheduling_group"] = group
    return list(nodes.values()), notes


def _ids(api: NodeApi, query: Query, filter_: str) -> Iterator[str]:
    """Ids of the nodes that match."""
    return (str(stub["ID"]) for stub in _stubs(api, all_of(*query.filters, filter_)))


def _stubs(api: NodeApi, filter_: str, resources: bool = False) -> Iterator[Mapping[str, Any]]:
    """Node stubs; an answer that is anything else (a proxy's page, half a page) never passes for a short list."""
    for page in api.pages(filter_, resources):
        if not isinstance(page, list):
            raise BadInput(f"the answer is no list of nodes: {str(page)[:100]!r}; is 'address' that of a Nomad API?")
        for stub in page:
            if not isinstance(stub, dict) or not stub.get("ID"):
                raise BadInput(f"the answer has something that is no node: {str(stub)[:100]!r}")
        yield from page


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


def _read_details(api: NodeApi, query: Query, nodes: dict[str, Node]) -> list[Note]:
    """One request a node, projected at once."""
    if len(nodes) > query.max_details:
        raise BadInput(
            f"'details' would read {len(nodes)} nodes one by one, more than 'max_details' ({query.max_details}); "
            "narrow 'filters', set 'details: false', or raise 'max_details'"
        )
    wanted = None if query.groups is None else set(query.groups)
    notes = []
    for node_id, node in nodes.items():
        whole = api.detail(node_id) or {}
        given = {str(key): str(value) for key, value in (whole.get("Meta") or {}).items()}
        meta = {key: value for key, value in given.items() if len(key) + len(value) <= LONGEST_VALUE}
        if len(meta) < len(given):
            left_out = ", ".join(sorted(key[:50] for key in set(given) - set(meta)))
            notes.append(
                Note(f"node {node_id}: metadata longer than {LONGEST_VALUE} characters is left out: {left_out}", True)
            )
        attributes = whole.get("Attributes") or {}
        group = meta.get(GROUP_KEY, "")
        node["scheduling_group"] = group if wanted is None or group in wanted else ""
        node["meta"] = meta
        node["release"] = meta.get(RELEASE_KEY, "")
        node["attributes"] = {
            key: str(attributes[key])[:LONGEST_VALUE] for key in query.attributes if key in attributes
        }
    return notes
