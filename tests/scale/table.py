# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a trial has found, as a table with targets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import verdict
from balancer import Request
from behaviour import AWAY
from controller import ROLLOUT, Ran

CPU_MS = 2.0
CPU_FROM = 5000  # devices; the start of Ansible, a second, is nothing then
#: Of a wave, beside one a second to follow it, one for each further 1,000 nodes of a list, and one a success.
REQUESTS = 40
CONTROLLER_MB, DEVICES_MB = 160, 400  # up to 5,000 devices; then 80 KB for each of them
SHOWN = 10


class Row(NamedTuple):
    """One line; held is None for a figure without a target."""

    what: str
    target: str
    measured: str
    held: bool | None = None


@dataclasses.dataclass(frozen=True)
class Found:
    """All of it."""

    devices: verdict.Devices
    store: Path
    result: dict[str, Any]
    nodes: list[dict[str, Any]]
    inventory: dict[str, Any]
    runs: list[Ran]
    listing: Ran
    listing_requests: int
    requests: list[Request]
    waves: int
    killed: list[str]
    kills: int
    registering: float
    wall: float
    devices_memory: int
    server_memory: int


def problems(found: Found) -> Iterator[str]:
    """The first ones of each kind."""
    yield from _differences(found)[:SHOWN]
    yield from (f"{name} was offered it {times} times" for name, times in _odd(found)[:SHOWN])
    stale = verdict.published(found.nodes, found.devices)
    yield from (f"{name}: the release that is published is not true" for name in stale[:SHOWN])
    unlisted = verdict.listed(found.inventory, found.devices)
    yield from (f"{name}: the inventory has it wrong" for name in unlisted[:SHOWN])


def _differences(found: Found) -> list[str]:
    return verdict.differences(found.devices, verdict.kept(found.store, ROLLOUT), ROLLOUT)


def _odd(found: Found) -> list[tuple[str, int]]:
    return [(name, times) for name, times in verdict.offers(found.devices, ROLLOUT).items() if times != 1]


def rows(found: Found) -> Iterator[Row]:
    """All lines."""
    yield from _right(found)
    yield from _cost(found)
    yield from _figures(found)


def _right(found: Found) -> Iterator[Row]:
    """Whether it ended right."""
    devices, result = found.devices, found.result
    total = len(devices)
    yield Row("the rollout ends", "done", str(result.get("state")), result.get("state") == "done")

    def everybody(what: str, wrong: int) -> Row:
        return Row(what, f"{total:,}", f"{total - wrong:,}", not wrong)

    yield everybody("devices that ran it once, with the outcome that the store has", len(_differences(found)))
    yield everybody("devices that were offered it once", len(_odd(found)))
    yield everybody("devices in the inventory, with group and id", len(verdict.listed(found.inventory, devices)))
    counts = verdict.counted(devices, ROLLOUT)
    told, said = _words(counts), result.get("counts") or {}
    yield Row("outcomes that the action reports", told, _words(said), counts == said)
    away, late = round(total * AWAY), verdict.away(found.store, ROLLOUT)
    yield Row("devices that were offline and caught up with", f"{away:,}", f"{len(late):,}", len(late) == away)
    stale = verdict.published(found.nodes, devices)
    yield Row("published releases, all true", f"{counts.get('succeeded', 0):,}", f"{len(found.nodes):,}", not stale)
    if found.kills:
        yield Row(
            "leaders killed in a wave", f"{found.kills}", ", ".join(found.killed), len(found.killed) == found.kills
        )


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {word}" for word, number in sorted(counts.items()))


def _cost(found: Found) -> Iterator[Row]:
    """What it took of the controller and the servers' API."""
    cpu = sum(ran.cpu for ran in found.runs)
    each, judged = cpu / len(found.devices) * 1000, len(found.devices) >= CPU_FROM
    target = f"<= {CPU_MS:g} ms" if judged else ""
    yield Row(
        "controller's CPU a device, metadata write included",
        target,
        f"{each:.2f} ms",
        each <= CPU_MS if judged else None,
    )
    memory = max(ran.memory for ran in found.runs)
    yield Row("controller's memory", f"<= {CONTROLLER_MB} MB", f"{memory} MB", memory <= CONTROLLER_MB)
    writes = sum(one.path.startswith("/v1/client/metadata") for one in found.requests)
    succeeded = (found.result.get("counts") or {}).get("succeeded", 0)
    # What a server did not answer, since it was killed, is written once more.
    right = writes >= succeeded if found.kills else writes == succeeded
    yield Row("metadata writes, one a success", f"{succeeded:,}", f"{writes:,}", right)
    polls = sum("/summary" in one.path for one in found.requests)
    pages = sum("next_token=" in one.path for one in found.requests)
    each = (len(found.requests) - writes - polls - pages) / max(1, found.waves)
    what = f"other API requests a wave, of {found.waves} waves"
    yield Row(what, f"<= {REQUESTS}", f"{each:.1f}", each <= REQUESTS)
    most = found.wall + 2 * found.waves
    yield Row("requests that follow waves, one a second", f"<= {most:.0f}", f"{polls}", polls <= most)
    yield Row("further pages of lists", "", f"{pages}")


def _figures(found: Found) -> Iterator[Row]:
    """What else was measured."""
    yield Row("rollout, wall time", "", f"{found.wall:.0f} s, typed {len(found.runs)} times")
    listing = found.listing
    yield Row("inventory", "", f"{listing.cpu:.1f} s of CPU, {listing.memory} MB, {found.listing_requests} requests")
    yield Row("registering all devices", "", f"{found.registering:.1f} s")
    most = max(DEVICES_MB, len(found.devices) * DEVICES_MB // 5000)
    held = found.devices_memory <= most
    yield Row("memory of all simulated devices", f"<= {most} MB", f"{found.devices_memory} MB", held)
    yield Row("memory of a server, at most", "", f"{found.server_memory} MB")
