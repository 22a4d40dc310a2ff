# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_autopilot_config and consul_autopilot_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

PATH = "/v1/operator/autopilot/configuration"
NOW = {"CleanupDeadServers": True, "MinQuorum": 0, "ServerStabilizationTime": "1m30s", "ModifyIndex": 9}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["GET", PATH] = Answer(data=NOW)
    return run_module("consul_autopilot_config", {"address": fake.address, **options}, check=check)


def test_durations_are_compared_as_such(fake: Fake, run_module: Run) -> None:
    options = {"server_stabilization_time": "90", "min_quorum": 0, "cleanup_dead_servers": True}
    assert go(fake, run_module, **options)["changed"] is False


@pytest.mark.parametrize("check", [True, False])
def test_a_change_goes_with_the_index(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes["PUT", PATH] = Answer(data=True)
    assert go(fake, run_module, check=check, min_quorum=3)["changed"] is True
    assert [(one.query, one.body) for one in fake.writes] == [({"cas": ["9"]}, {**NOW, "MinQuorum": 3})] * (not check)


def test_somebody_else_was_faster(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", PATH] = Answer(data=False)
    assert "somebody else" in go(fake, run_module, min_quorum=3)["msg"]


def test_ill_servers_are_an_answer(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["GET", "/v1/operator/autopilot/health"] = Answer(429, {"Healthy": False})
    result = run_module("consul_autopilot_info", {"address": fake.address})
    assert (result["config"], result["health"]) == (NOW, {"Healthy": False})
