# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thresholds and verdicts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Limits


def counts(**some: int) -> dict[str, int]:
    return {**judge.count([]), **some}


def rules(percent: float | None = None, count: int | None = None, min_executed: int = 1) -> Limits:
    return Limits(percent, count, min_executed)


@pytest.mark.parametrize(
    ("limits", "found", "offered", "says"),
    [
        (rules(5), counts(succeeded=133, failed=7), 140, "7 of 140 failed (5.0 % >= 5 %)"),
        (rules(5), counts(succeeded=134, failed=6), 140, ""),
        (rules(count=20), counts(succeeded=900, failed=20), 920, "20 of 920 failed (20 >= 20)"),
        (rules(90, 2), counts(succeeded=9, rejected=1, timed_out=1), 11, "2 of 11 failed (2 >= 2)"),
        (rules(5, min_executed=10), counts(failed=3), 20, ""),
        (rules(5, min_executed=10), counts(failed=3), 3, "3 of 3 failed (100.0 % >= 5 %)"),
        (rules(5), counts(succeeded=1, unknown=1), 2, "1 of 2 failed (50.0 % >= 5 %)"),
        (rules(5), counts(succeeded=1, offline=50, skipped=50), 1, ""),
        (rules(0), counts(succeeded=5), 5, ""),
        (rules(0), counts(succeeded=999, failed=1), 1000, "1 of 1000 failed (0.1 % >= 0 %)"),
    ],
)
def test_breach(limits: Limits, found: dict[str, int], offered: int, says: str) -> None:
    assert judge.breach(limits, found, offered) == says


def test_every_canary_must_succeed() -> None:
    verdict = judge.wave(rules(90, min_executed=100), counts(succeeded=9, failed=1), 10, canary=True)
    assert verdict == judge.Verdict(False, "1 of 10 canaries did not succeed (9 succeeded, 1 failed)")
    assert not judge.wave(rules(90), counts(skipped=1), 1, canary=True).passed


def test_a_wave_without_success_opens_no_gate() -> None:
    assert not judge.wave(rules(100, min_executed=5), counts(skipped=5), 5, canary=False).passed
    assert not judge.wave(rules(count=9), counts(failed=3), 3, canary=False).passed


def test_nobody_offered_is_neutral() -> None:
    assert judge.wave(rules(5), counts(offline=3), 0, canary=True).passed


@given(st.lists(st.sampled_from(judge.OUTCOMES), max_size=200), st.integers(0, 100), st.integers(1, 50))
def test_the_count_of_bad_ones_decides(outcomes: list[str], percent: int, minimum: int) -> None:
    found = judge.count(outcomes)
    offered = judge.executed(found)
    reached = bool(judge.breach(rules(percent, min_executed=minimum), found, offered))
    bad = sum(1 for outcome in outcomes if outcome in judge.BAD)
    wanted = bad > 0 and offered >= min(minimum, offered) and bad / offered >= percent / 100 - 1e-12
    assert reached == wanted
