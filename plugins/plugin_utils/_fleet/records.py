# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of external nodes: names, states and the VPN index, which is given once and never changes."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Outcome, sync
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Entry, Lock, Store
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.store import node_key

FIRST_INDEX = 10
LOCK = "nodes"
WAIT = 100  # longer than Consul takes to give out a lock whose holder was killed: twice the TTL of 30 s, and the delay of 15 s
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Names that mean something else in Ansible, in certificates or in the VPN's directories.
RESERVED = frozenset(
    (
        *("all", "localhost", "none", "ungrouped"),
        *("admin", "ca", "client", "clients", "nobody", "root", "server", "servers"),
        *("default", "fleet", "fleet-rollout", "gateway", "gateways", "global", "group", "node", "nodes", "pending"),
        *("consul", "external", "external-pending", "nomad", "openvpn", "vault", "vpn"),
    )
)
DEFAULTS: dict[str, t.Any] = {"pool": "external", "region": "global", "group": "", "node_id": "", "generation": 1}


def check_name(name: str, option: str = "name") -> str:
    """Names become certificate names, file names and aliases."""
    if not NAME.fullmatch(name):
        raise BadInput(
            f"{option}: {name!r} must be 1 to 63 characters of a-z, 0-9 and '-', and not begin or end with '-'"
        )
    if name in RESERVED:
        raise BadInput(f"{option}: {name!r} is a reserved word; choose another name")
    return name


def _lowest_free(entries: t.Iterable[Entry]) -> int:
    taken = {entry.value["index"] for entry in entries}
    index = FIRST_INDEX
    while index in taken:
        index += 1
    return index


def _wished(wished: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What was given, checked; None stands for "leave it as it is"."""
    given = {key: value for key, value in wished.items() if value is not None}
    for key in ("pool", "group"):
        if given.get(key) and not NAME.fullmatch(given[key]):
            raise BadInput(f"{key}: {given[key]!r} must be 1 to 63 characters of a-z, 0-9 and '-'")
    if given.get("pool") in ("default", "all"):
        raise BadInput(f"pool: {given['pool']!r} is not for external nodes, else any job could land on them")
    if given.get("node_id") and not UUID.fullmatch(given["node_id"]):
        raise BadInput(f"node_id: {given['node_id']!r} is not the id of a Nomad node (a UUID)")
    return given


def settle(
    store: Store, name: str, state: str, wished: t.Mapping[str, t.Any], check_mode: bool = False, wait: float = WAIT
) -> Outcome:
    """Make the record of a node be as wished, or be gone."""
    check_name(name)
    given = _wished(wished)
    if check_mode:
        return _settle(store, name, state, given, None)
    with store.lock(LOCK, wait=wait) as lock:
        return _settle(store, name, state, given, lock)


def _settle(store: Store, name: str, state: str, given: dict[str, t.Any], lock: Lock | None) -> Outcome:
    key = node_key(name)
    entry = store.get(key)
    current = entry.value if entry else None
    desired: dict[str, t.Any] = {"name": name, **given}
    if state != "absent":
        if entry is None:
            desired = {**DEFAULTS, **desired, "index": _lowest_free(store.list("fleet/nodes/"))}
        # Enrolled by an operator and known to Nomad: its id is pinned, which is what "accepted" means.
        if (current or {}).get("state", "declared") in ("declared", "accepted"):
            pinned = desired.get("node_id", (current or {}).get("node_id", ""))
            desired["state"] = "accepted" if pinned else "declared"

    def write(record: dict[str, t.Any]) -> dict[str, t.Any]:
        store.cas(key, record, entry.index if entry else 0, lock)
        return record

    return sync(
        "absent" if state == "absent" else "present",
        current,
        desired,
        create=write,
        update=write,
        delete=lambda _record: store.delete(key, entry.index if entry else 0, lock),
        check_mode=lock is None,
    )
