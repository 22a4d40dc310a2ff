# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of each simulated device, by a seed."""

from __future__ import annotations

import dataclasses
import itertools
import random

from ledger import FAILED, GOOD, REJECTED, REVERTED

GROUPS = ("kiosk", "sensor", "gateway")
#: Shares of the fleet; the first device, which is the canary, is always well.
FAILING, AWAY, LOST, REBOOTING = 0.03, 0.05, 0.01, 0.02


@dataclasses.dataclass(frozen=True)
class Behaviour:
    """What is going to happen to a device."""

    code: int = GOOD
    away: bool = False  # offline before the rollout begins, and back when most others had their turn
    lost: bool = False  # gone in the middle of the update, for good
    reboots: bool = False  # after the update was committed, before anybody was told
    cut: bool = False  # its power fails in the middle of the update


FAILURES = (
    Behaviour(code=FAILED),
    Behaviour(code=REVERTED),
    Behaviour(code=REJECTED),
    Behaviour(code=REVERTED, cut=True),
)


def name(number: int) -> str:
    """Of a device; in the order of the numbers."""
    return f"device-{number:06d}"


def plan(devices: int, seed: int, losing_from: float = 0.0) -> list[Behaviour]:
    """Exact shares, spread over all devices; those that are lost come after a share of all."""
    chance = random.Random(seed)
    fates = [Behaviour()] * devices
    lost = set(chance.sample(range(max(1, int(devices * losing_from)), devices), round(devices * LOST)))
    free = [number for number in range(1, devices) if number not in lost]
    chance.shuffle(free)
    for number in lost:
        fates[number] = Behaviour(lost=True)
    others = iter(free)
    for share, behaviours in (
        (FAILING, itertools.cycle(FAILURES)),
        (AWAY, itertools.repeat(Behaviour(away=True))),
        (REBOOTING, itertools.repeat(Behaviour(reboots=True))),
    ):
        for number in itertools.islice(others, round(devices * share)):
            fates[number] = next(behaviours)
    return fates
