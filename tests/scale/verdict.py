# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold what everybody believes against what the devices know: the store, the action, Nomad's nodes, the inventory."""

from __future__ import annotations

import collections
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ledger import FAILED, GOOD, REJECTED, REVERTED

Devices = Mapping[str, Mapping[str, Any]]
WORDS = {GOOD: "succeeded", FAILED: "failed", REVERTED: "reverted", REJECTED: "rejected", None: "lost"}


def outcomes(devices: Devices, rollout: str) -> dict[str, list[str]]:
    """What became of every device, once for each time that it ran something of the rollout."""
    found = {}
    for name, device in devices.items():
        own = [one for one in device["attempts"] if one["key"].startswith(f"fleet-{rollout}-")]
        found[name] = [WORDS.get(one["code"], f"code {one['code']}") for one in own for _run in range(one["runs"])]
    return found


def offers(devices: Devices, rollout: str) -> dict[str, int]:
    """How many allocations of the rollout have reached every device."""
    return {
        name: sum(len(some) for job, some in device["offers"].items() if job.startswith(f"fleet-{rollout}-"))
        for name, device in devices.items()
    }


def kept(store: Path, rollout: str) -> dict[str, list[str]]:
    """What the store keeps of every device: an outcome for each wave in which it was offered something."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    for path in sorted((store / "fleet" / "rollouts" / rollout / "waves").glob("*.json")):
        for one in json.loads(path.read_text())["value"]["devices"].values():
            found[one["name"]].append(one["outcome"])
    return found


def away(store: Path, rollout: str) -> set[str]:
    """Whom a wave has met offline."""
    waves = (store / "fleet" / "rollouts" / rollout / "waves").glob("*.json")
    everyone = (one for path in waves for one in json.loads(path.read_text())["value"]["aside"].values())
    return {one["name"] for one in everyone if one["outcome"] == "offline"}


def differences(devices: Devices, found: Mapping[str, list[str]], rollout: str) -> list[str]:
    """Devices that do not have exactly one outcome, or another one than they know of themselves."""
    real = outcomes(devices, rollout)
    return [
        f"{name} knows {' and '.join(real.get(name, ())) or 'nothing'}, the store {' and '.join(found.get(name, ())) or 'nothing'}"
        for name in sorted({*devices, *found})
        if len(real.get(name, ())) != 1 or real[name] != found.get(name)
    ]


def counted(devices: Devices, rollout: str) -> dict[str, int]:
    """Outcomes and how many devices know them of themselves."""
    return dict(collections.Counter(word for some in outcomes(devices, rollout).values() for word in some))


def published(nodes: Iterable[Mapping[str, Any]], devices: Devices) -> list[str]:
    """Devices whose release is published though they are not on it, or not published though they are."""
    said = {node["Name"] for node in nodes}
    real = {name for name, device in devices.items() if any(one["code"] == GOOD for one in device["attempts"])}
    return sorted(said ^ real)


def listed(inventory: Mapping[str, Any], devices: Devices) -> list[str]:
    """Devices that the inventory does not have, has under another group or id, or has though there is no such one."""
    hosts = inventory.get("_meta", {}).get("hostvars", {})
    groups = {
        host: name.removeprefix("group_")
        for name, group in inventory.items()
        if name.startswith("group_")
        for host in group.get("hosts", ())
    }
    return [
        name
        for name in sorted({*hosts, *devices})
        if name not in hosts
        or name not in devices
        or groups.get(name) != devices[name]["group"]
        or _text(hosts[name].get("nomad_node_id")) != devices[name]["id"]
    ]


def _text(value: Any) -> Any:
    """A variable as it is; what comes from the API is marked as no template."""
    return value.get("__ansible_unsafe") if isinstance(value, dict) else value
