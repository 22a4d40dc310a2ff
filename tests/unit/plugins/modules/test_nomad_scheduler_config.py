# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules nomad_scheduler_config and nomad_autopilot_config."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

SCHEDULER = "/v1/operator/scheduler/configuration"
AUTOPILOT = "/v1/operator/autopilot/configuration"
PREEMPTION = {"SystemSchedulerEnabled": True, "BatchSchedulerEnabled": False}
NOW = {
    SCHEDULER: {"SchedulerAlgorithm": "binpack", "PreemptionConfig": PREEMPTION, "ModifyIndex": 5},
    AUTOPILOT: {"LastContactThreshold": "200ms", "MaxTrailingLogs": 250, "CleanupDeadServers": True, "ModifyIndex": 4},
}


def go(fake: Fake, run_module: Run, path: str, options: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """Run the module of this path."""
    config = NOW[path]
    fake.routes["GET", path] = Answer(data={"SchedulerConfig": config} if path == SCHEDULER else config)
    fake.routes.setdefault(("PUT", path), Answer(data={"Updated": True} if path == SCHEDULER else True))
    name = "nomad_scheduler_config" if path == SCHEDULER else "nomad_autopilot_config"
    return run_module(name, {"address": fake.address, **options}, check=check)


@pytest.mark.parametrize(
    ("path", "same", "other", "sent"),
    [
        (
            SCHEDULER,
            {"scheduler_algorithm": "binpack"},
            {"scheduler_algorithm": "spread"},
            {"SchedulerAlgorithm": "spread"},
        ),
        (
            SCHEDULER,
            {"preemption_config": {"system_scheduler_enabled": True}},
            {"preemption_config": {"sysbatch_scheduler_enabled": True}},
            {"PreemptionConfig": {**PREEMPTION, "SysBatchSchedulerEnabled": True}, "SchedulerAlgorithm": "binpack"},
        ),
        (
            AUTOPILOT,
            {"last_contact_threshold": "0.2s"},
            {"last_contact_threshold": "1s"},
            {"LastContactThreshold": "1s"},
        ),
        (AUTOPILOT, {"max_trailing_logs": 250}, {"min_quorum": 3}, {"MinQuorum": 3, "MaxTrailingLogs": 250}),
    ],
)
def test_what_differs_is_changed_and_nothing_else(
    fake: Fake, run_module: Run, path: str, same: dict[str, Any], other: dict[str, Any], sent: dict[str, Any]
) -> None:
    assert go(fake, run_module, path, same)["changed"] is False
    assert go(fake, run_module, path, other, check=True)["changed"] is True
    assert not fake.writes
    assert go(fake, run_module, path, other)["changed"] is True
    assert {key: fake.writes[0].body[key] for key in sent} == sent
    assert fake.writes[0].query["cas"] == [str(NOW[path]["ModifyIndex"])]


@pytest.mark.parametrize(
    ("path", "answer", "options"),
    [(SCHEDULER, {"Updated": False}, {"pause_eval_broker": True}), (AUTOPILOT, False, {"min_quorum": 3})],
)
def test_a_change_of_somebody_else_is_not_overwritten(
    fake: Fake, run_module: Run, path: str, answer: Any, options: dict[str, Any]
) -> None:
    fake.routes["PUT", path] = Answer(data=answer)
    assert "changed by somebody else" in go(fake, run_module, path, options)["msg"]
