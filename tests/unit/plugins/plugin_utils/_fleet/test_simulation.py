# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout on a model: durations that can be added up by hand, and what a bad release does."""

from __future__ import annotations

import re

import pytest
from fleet_model import Thing, World, make_policy

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import parsing, policy, simulation
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.report import Report


def simulated(rules: policy.Policy, number: int = 100, **one: str) -> tuple[list[str], Report]:
    here = World(
        [Thing(f"d{name:03d}") for name in range(number)] + [Thing("odd", **one)]
        if one
        else [Thing(f"d{name:03d}") for name in range(number)]
    )
    said: list[str] = []
    report = simulation.simulate(rules, here, 1_000_000.0, said.append)
    assert not here.store.data
    assert not here.jobs
    return said, report


def test_a_good_release() -> None:
    """Four waves of 110 s each, the time that an attempt may take, and three soaks and one."""
    said, report = simulated(make_policy(waves={"sizes": ["1", "9", "40", "50"]}, soak="1h"))
    assert [wave["size"] for wave in report.waves] == [1, 9, 40, 50]
    assert (report.state, report.failed, report.total) == ("planned", False, 100)
    found = re.fullmatch(r"if nothing fails: done: 100 succeeded, 4 waves, at most 4h(\d+)m.*", said[0])
    assert found
    assert 7 <= int(found[1]) <= 12


def test_a_window_takes_its_time() -> None:
    rules = make_policy(waves={"sizes": ["50"]}, window={"timezone": "UTC", "from": "13:00", "to": "13:47"})
    assert "at most 23h" in simulated(rules)[0][0]


def test_a_bad_release_is_stopped_by_its_canary() -> None:
    said, _report = simulated(make_policy())
    assert said[-1] == (
        "if it fails on 100 % of the devices: stopped in 5 of 5 tries; at worst 1 of 100 devices are offered it and 1 are on a bad "
        "release, in wave 1"
    )


def test_without_thresholds_that_bite_it_is_not() -> None:
    rules = make_policy(waves={"canary": 0, "start": 100}, failure={"percent": 100})
    assert (
        "if it fails on 25 % of the devices: stopped in 0 of 5 tries; at worst 100 of 100 devices"
        in simulated(rules)[0][3]
    )


def test_approvals_are_given() -> None:
    assert "done: 100 succeeded" in simulated(make_policy(approve=["before_start", "each_wave"]))[0][0]


def test_jobs_are_not_simulated() -> None:
    rules = parsing.parse({"rollout": "a", "track": "a", "update": {"deployment": {"jobs": [{"hcl": "x"}]}}})
    with pytest.raises(BadInput, match="use the verb plan"):
        simulation.simulate(rules, World([]), 0.0, print)
