# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of waves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import plan
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import MAX_WAVE, Waves
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.schema import PolicyError

WAVES = st.builds(
    Waves,
    canary=st.integers(0, 20),
    start=st.integers(1, 50),
    factor=st.floats(1, 10),
    max=st.integers(50, MAX_WAVE),
    in_flight=st.integers(1, 2000),
)


@pytest.mark.parametrize(
    ("percent", "total", "wanted"),
    [
        (5, 0, 0),
        (5, 1, 1),
        (5, 3, 1),
        (50, 3, 2),
        (100, 3, 3),
        (7, 100, 7),
        (0.1, 1000, 1),
        (33.3, 1000, 333),
        (29, 100, 29),
    ],
)
def test_share(percent: float, total: int, wanted: int) -> None:
    assert plan.share(percent, total) == wanted


def test_growth() -> None:
    assert plan.forecast(Waves(), 100) == [1, 10, 20, 40, 29]
    assert plan.forecast(Waves(canary=0), 30) == [10, 20]
    assert plan.forecast(Waves(max=30), 100) == [1, 10, 20, 30, 30, 9]
    assert plan.forecast(Waves(sizes=("1", "5%", "100%")), 100) == [1, 5, 94]
    assert plan.forecast(Waves(sizes=("2", "3")), 12) == [2, 3, 3, 3, 1]
    assert plan.forecast(Waves(in_flight=5), 12) == [1, 5, 5, 1]


def test_growth_is_earned_by_successes() -> None:
    assert plan.size(Waves(), plan.Progress(passed=2, succeeded=8), 1000) == 16
    assert plan.size(Waves(), plan.Progress(passed=2, succeeded=1), 1000) == 10


def test_a_wave_that_is_too_large() -> None:
    with pytest.raises(PolicyError, match="'100%' of 5000 is a wave of 4999 devices"):
        plan.forecast(Waves(sizes=("1", "100%"), in_flight=10_000), 5000)


@given(WAVES, st.integers(0, 3000))
def test_every_device_is_in_one_wave(waves: Waves, total: int) -> None:
    sizes = plan.forecast(waves, total)
    assert sum(sizes) == total
    assert all(0 < size <= min(MAX_WAVE, waves.in_flight) for size in sizes)


@given(WAVES, st.integers(0, 20), st.integers(0, 1000))
def test_no_wave_exceeds_its_limits(waves: Waves, passed: int, succeeded: int) -> None:
    size = plan.size(waves, plan.Progress(passed, succeeded), 10_000)
    assert 1 <= size <= waves.in_flight
    if passed > 1:
        assert size <= max(waves.start, math.floor(succeeded * waves.factor), 1)


@given(st.sets(st.text(min_size=1), max_size=50), st.floats(0, 100), st.floats(0, 100))
def test_who_is_in_a_sample_stays_in(keys: set[str], one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert plan.sample(small, keys) <= plan.sample(large, keys)
    assert len(plan.sample(small, keys)) == plan.share(small, len(keys))
    assert plan.sample(100, keys) == keys
