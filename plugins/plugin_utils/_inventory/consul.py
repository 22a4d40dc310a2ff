# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the nodes of Consul's catalog. One request, since the catalog shows metadata; a second one for their health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.hosts import GROUP_KEY, Node
from ansible_collections.nomadic.fleet.plugins.plugin_utils._inventory.nomad import all_of

#: Set on nodes without an agent of their own, by the convention of Consul's external service monitor.
EXTERNAL_KEY = "external-node"
VERSION_KEY = "consul-version"
#: The check of Consul itself on every agent.
AGENT_CHECK = 'CheckID == "serfHealth"'
#: Matches no node: the answer is empty, its index is that of the catalog.
NOBODY = 'Node == ""'

FIELDS: dict[str, str] = {
    "consul_node_id": "id",
    "consul_name": "name",
    "consul_address": "address",
    "consul_datacenter": "datacenter",
    "consul_status": "status",
    "consul_version": "version",
    "consul_external": "external",
    "consul_meta": "meta",
    "scheduling_group": "scheduling_group",
    "node_pool": "node_pool",
    "fleet_state": "fleet_state",
}
HOSTVARS = ("consul_node_id", "consul_status", "scheduling_group")
GROUP_BY = ("scheduling_group", "node_pool", "datacenter", "status", "version", "fleet_state")


class CatalogApi(Protocol):
    """What ``collect`` needs of a Consul API."""

    def nodes(self, filter_: str) -> Any:
        """The nodes of the catalog."""

    def checks(self, filter_: str) -> Any:
        """The checks of all nodes."""


class ClientApi:
    """The port, on a Consul client. It remembers the indexes of the answers: what was read is not older."""

    def __init__(self, client: Any, stale: bool, datacenter: str | None = None) -> None:
        self._client = client
        self._common = {"stale": "true" if stale else None, **({"dc": datacenter} if datacenter else {})}
        self.seen: list[int | None] = []

    def _read(self, path: Sequence[str], filter_: str) -> Any:
        answer = self._client.get(path, {**self._common, "filter": filter_ or None})
        self.seen.append(answer.index)
        return answer.data

    def nodes(self, filter_: str) -> Any:
        """The nodes of the catalog."""
        return self._read(["catalog", "nodes"], filter_)

    def checks(self, filter_: str) -> Any:
        """The checks of all nodes."""
        return self._read(["health", "state", "any"], filter_)

    def indexes(self, health: bool) -> list[int | None]:
        """The indexes of what ``collect`` reads, in its order, by requests whose answers are empty."""
        if health:
            self.checks(NOBODY)
        self.nodes(NOBODY)
        return self.seen


def collect(api: CatalogApi, filters: Sequence[str], groups: Sequence[str] | None, health: bool) -> list[Node]:
    """The nodes, in the order of their names."""
    wanted = None if groups is None else frozenset(groups)
    states = _states(api) if health else {}
    shared: dict[str, str] = {}
    nodes = []
    items = _items(api.nodes(all_of(*filters)), "nodes", "Node")
    if not items and not filters:
        raise BadInput("Consul shows no node at all, not even its own; the token may read none ('node_prefix')")
    for item in items:
        meta = {str(key): str(value) for key, value in (item.get("Meta") or {}).items()}
        name = str(item["Node"])
        group = meta.get(GROUP_KEY, "")
        status = states.get(name, "")
        addresses = item.get("TaggedAddresses") or {}
        nodes.append(
            {
                "id": str(item.get("ID") or name),
                "name": name,
                "address": str(item.get("Address") or ""),
                "datacenter": _once(shared, item.get("Datacenter")),
                "node_pool": "",
                "status": status,
                "ready": status in ("", "passing"),
                "version": _once(shared, meta.get(VERSION_KEY)),
                "region": "",
                "external": meta.get(EXTERNAL_KEY) == "true",
                "index": int(item.get("CreateIndex") or 0),
                "scheduling_group": _once(shared, group if wanted is None or group in wanted else ""),
                "fleet_state": "",
                "interfaces": {str(tag): [str(address)] for tag, address in addresses.items()},
                "meta": meta,
            }
        )
    return sorted(nodes, key=lambda node: (node["name"], node["id"]))


def _once(shared: dict[str, str], value: Any) -> str:
    """One text for all equal ones."""
    text = str(value or "")
    return shared.setdefault(text, text)


def _states(api: CatalogApi) -> dict[str, str]:
    """Name -> what Consul's own check says."""
    return {
        str(item["Node"]): str(item.get("Status") or "") for item in _items(api.checks(AGENT_CHECK), "checks", "Node")
    }


def _items(answer: Any, what: str, key: str) -> list[Mapping[str, Any]]:
    """An answer that is anything but the list (a proxy's page, half a page) never passes for a short one."""
    if not isinstance(answer, list):
        raise BadInput(f"the answer is no list of {what}: {str(answer)[:100]!r}; is 'address' that of a Consul API?")
    for item in answer:
        if not isinstance(item, Mapping) or not item.get(key):
            raise BadInput(f"the answer has something that does not belong to {what}: {str(item)[:100]!r}")
    return answer
