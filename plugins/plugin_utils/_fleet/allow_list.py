# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gateway is told of the store: who may come in, at which address, and what he may reach besides what all may.

Decides and numbers; signing and sending are the business of others.
"""

from __future__ import annotations

import dataclasses
import hashlib
import ipaddress
import json
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.registry import LOCK, Record, Registry
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import refuse_moved

KEY = "fleet/allow-list"
#: Who has an identity and has not left. One that is only declared has nothing to come in with.
ADMITTED = ("issued", "pending", "accepted")


@dataclasses.dataclass(frozen=True)
class Members:
    """What of the store gateways have to know, the same for all of them."""

    #: Name -> index, generation and grants, each of these as address, protocol and port.
    devices: dict[str, tuple[int, int, list[list[t.Any]]]]
    #: Name -> generation, of those that shall never come in again.
    revoked: dict[str, int]

    def digest(self) -> str:
        """The same for the same members."""
        return hashlib.sha256(json.dumps(dataclasses.asdict(self), sort_keys=True).encode()).hexdigest()


def members(nodes: t.Iterable[Record], groups: t.Iterable[Record]) -> Members:
    """Those of the records; the grants of its group has only who is trusted with work, and works in it."""
    grants = {
        group["name"]: [[grant["address"], grant["protocol"], grant["port"]] for grant in group["grants"]]
        for group in groups
    }
    devices: dict[str, tuple[int, int, list[list[t.Any]]]] = {}
    revoked: dict[str, int] = {}
    for node in nodes:
        if node["state"] in records.LEAVING:
            revoked[node["name"]] = node["generation"]
        elif node["state"] in ADMITTED:
            granted = node["state"] == "accepted" and records.in_place(node)
            own = grants.get(node["group"], []) if granted else []
            devices[node["name"]] = (node["index"], node["generation"], own)
    return Members(devices, revoked)


def current(registry: Registry, now: float, renumber: bool = False, check_mode: bool = False) -> tuple[int, Members]:
    """The members and their number, which rises whenever they change.

    It is the time of the change, or one more than the last: so a store that was restored from an older backup and is changed
    then has higher numbers than the gateways, and one that was only restored has lower ones.
    """
    found = members(registry.nodes(), registry.groups())
    kept = registry.store.get(KEY)
    if kept and kept.value["digest"] == found.digest() and not renumber:
        return kept.value["number"], found
    if check_mode:
        return _next(kept.value["number"] if kept else 0, now), found
    with registry.store.lock(LOCK, wait=registry.wait) as lock:
        refuse_moved(registry.store)  # while this one waited
        found = members(registry.nodes(), registry.groups())  # what was read before may be of the past
        kept = registry.store.get(KEY)
        if kept and kept.value["digest"] == found.digest() and not renumber:
            return kept.value["number"], found
        number = _next(kept.value["number"] if kept else 0, now)
        value = {"number": number, "digest": found.digest()}
        registry.store.cas(KEY, value, kept.index if kept else 0, lock)
        return number, found


def _next(number: int, now: float) -> int:
    return max(number + 1, int(now))


def document(found: Members, number: int, now: float, prefix: str) -> str:
    """The list for the gateway that has this prefix, as it is signed: one key a line, so that also a shell finds its date."""
    try:
        network = ipaddress.IPv4Network(prefix)
    except ValueError as error:
        raise BadInput(f"prefix: {error}; give the gateway's IPv4 prefix, such as 10.210.128.0/20") from error
    devices = {}
    for name, (index, generation, grants) in found.devices.items():
        if not 1 < index < network.num_addresses - 1:
            raise BadInput(
                f"prefix: {network} has no address for {name}, whose index is {index}; give the gateway a wider one ('openvpn_prefix')"
            )
        devices[name] = {"address": str(network[index]), "generation": generation, "grants": grants}
    content = {
        "devices": devices,
        "made": int(now),
        "number": number,
        "prefix": str(network),
        "revoked": found.revoked,
    }
    lines = [f'"{key}": {json.dumps(value, sort_keys=True)}' for key, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
