# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many devices at a time: canary, growth earned by successes, or a list of sizes. Pure arithmetic."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import MAX_WAVE, Waves
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import PolicyError


@dataclasses.dataclass(frozen=True)
class Progress:
    """What the size of the next wave depends on: waves that passed, and successes of the last one that did."""

    passed: int = 0
    succeeded: int = 0
    safe: bool = False  # something failed before: one device first


def share(percent: float, total: int) -> int:
    """A percentage of devices: rounded up, so never none of some. Computed in millionths, so 7 % of 100 is 7."""
    return min(total, math.ceil(round(percent * total * 10_000) / 1_000_000))


def sample(percent: float, keys: t.Iterable[str]) -> set[str]:
    """A share of the keys that only grows when the percentage does: who was in stays in."""
    ranked = sorted(keys, key=lambda key: hashlib.sha256(key.encode()).digest())
    return set(ranked[: share(percent, len(ranked))])


def canary(waves: Waves, progress: Progress) -> bool:
    """Whether the next wave is one in which every device must succeed."""
    return progress.safe or (progress.passed == 0 and (bool(waves.sizes) or waves.canary > 0))


def after_safe_mode(waves: Waves, passed: int) -> int:
    """Waves that count as passed once the one device of safe mode succeeded: growth begins anew, a list goes on."""
    return passed if waves.sizes else min(passed, 1 if waves.canary else 0)


def spread(keys: t.Sequence[str], sets: t.Sequence[t.Collection[str]]) -> list[int]:
    """An order of the keys in which members of one set are far apart: first ones first, then second ones, and so on."""
    met = [0] * len(sets)
    ranks = []
    for key in keys:
        mine = [number for number, one in enumerate(sets) if key in one]
        ranks.append(max((met[number] for number in mine), default=0))
        for number in mine:
            met[number] += 1
    return sorted(range(len(keys)), key=lambda index: ranks[index])


def size(waves: Waves, progress: Progress, total: int) -> int:
    """Devices in the next wave, before it is known how many are left."""
    if progress.safe:
        wanted = 1
    elif waves.sizes:
        text = waves.sizes[min(progress.passed, len(waves.sizes) - 1)]
        wanted = share(float(text[:-1]), total) if text.endswith("%") else int(text)
    elif canary(waves, progress):
        wanted = waves.canary
    elif progress.passed <= (1 if waves.canary else 0):
        wanted = waves.start
    else:
        wanted = max(waves.start, math.floor(progress.succeeded * waves.factor))
        wanted = min(waves.max, wanted)
    return max(1, min(wanted, waves.in_flight))


def forecast(waves: Waves, total: int) -> list[int]:
    """The sizes of all waves if every device succeeds; refuses a wave that is too large."""
    sizes: list[int] = []
    progress = Progress()
    left = total
    while left > 0:
        wave = min(size(waves, progress, total), left)
        if wave > MAX_WAVE:
            text = waves.sizes[min(progress.passed, len(waves.sizes) - 1)]
            raise PolicyError(
                f"waves.sizes: {text!r} of {total} is a wave of {wave} devices, the limit is {MAX_WAVE}; give numbers (the last one repeats)"
            )
        sizes.append(wave)
        left -= wave
        progress = Progress(passed=progress.passed + 1, succeeded=wave)
    return sizes
