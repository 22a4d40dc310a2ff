# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outcomes of devices and what follows from them. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Limits

SUCCEEDED = "succeeded"
FAILED = "failed"
REJECTED = "rejected"
TIMED_OUT = "timed_out"
REVERTED = "reverted"
LOST = "lost"
OFFLINE = "offline"
SKIPPED = "skipped"
OVERDUE = "overdue"
UNKNOWN = "unknown"

OUTCOMES = (SUCCEEDED, FAILED, REJECTED, TIMED_OUT, REVERTED, LOST, OFFLINE, SKIPPED, OVERDUE, UNKNOWN)
# A device that was offered and of which nothing is known is as good as broken, else no threshold would see a fleet being bricked.
BAD = frozenset({FAILED, REJECTED, TIMED_OUT, REVERTED, LOST, UNKNOWN})
NEUTRAL = frozenset({OFFLINE, SKIPPED, OVERDUE})
RETRYABLE = frozenset({FAILED, TIMED_OUT, REVERTED, LOST, UNKNOWN})
# What a device may still have changed: it is rolled back too.
TOUCHED = frozenset({SUCCEEDED, FAILED, TIMED_OUT, LOST, UNKNOWN})


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether the next gate opens, and the numbers behind it."""

    passed: bool
    text: str


def count(outcomes: t.Iterable[str]) -> dict[str, int]:
    """How many of each outcome; every outcome is present."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for outcome in outcomes:
        counts[outcome] += 1
    return counts


def executed(counts: t.Mapping[str, int]) -> int:
    """Devices that were offered and count in a percentage."""
    return sum(number for outcome, number in counts.items() if outcome not in NEUTRAL)


def bad(counts: t.Mapping[str, int]) -> int:
    """Devices that count as failed."""
    return sum(counts.get(outcome, 0) for outcome in BAD)


def describe(counts: t.Mapping[str, int]) -> str:
    """``138 succeeded, 2 failed``."""
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts.get(outcome)) or "nothing yet"


def breach(limits: Limits, counts: t.Mapping[str, int], offered: int) -> str:
    """The threshold that was reached, in numbers; empty if none was.

    ``min_executed`` never exceeds the devices offered, else a small wave could not be judged at all.
    """
    failed, judged = bad(counts), executed(counts)
    if not failed or judged < min(limits.min_executed, offered):
        return ""
    if limits.count is not None and failed >= limits.count:
        return f"{failed} of {judged} failed ({failed} >= {limits.count})"
    if limits.percent is not None and failed * 100 >= limits.percent * judged:
        return f"{failed} of {judged} failed ({failed * 100 / judged:.1f} % >= {limits.percent:g} %)"
    return ""


def wave(limits: Limits, counts: t.Mapping[str, int], offered: int, canary: bool) -> Verdict:
    """Judge a wave of which every device has its last outcome. ``offered`` is without the devices that were offline or locked."""
    numbers = describe(counts)
    if offered == 0:
        return Verdict(True, f"nobody was offered ({numbers})")
    if canary and counts[SUCCEEDED] < offered:
        return Verdict(False, f"{offered - counts[SUCCEEDED]} of {offered} canaries did not succeed ({numbers})")
    reached = breach(limits, counts, offered)
    if reached:
        return Verdict(False, reached)
    if counts[SUCCEEDED] == 0:
        return Verdict(False, f"no device succeeded ({numbers})")
    return Verdict(True, numbers)


def both(first: Verdict, limits: Limits, counts: t.Mapping[str, int]) -> Verdict:
    """A wave that passed by itself is held against what all waves came to; there is no minimum but the one that was given."""
    if not first.passed:
        return first
    judged = executed(counts)
    reached = breach(limits, counts, judged) if judged >= limits.min_executed else ""
    return Verdict(False, f"in all waves {reached}") if reached else first
