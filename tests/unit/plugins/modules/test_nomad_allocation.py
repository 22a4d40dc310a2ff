# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_allocation."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

from ansible_collections.nomadic.fleet.plugins.module_utils import _allocations as allocations

NOW = {
    "ID": "1",
    "DesiredStatus": "run",
    "ClientStatus": "running",
    "Job": {"ID": "web"},
    "TaskStates": {"main": {"State": "running", "StartedAt": "1"}},
}


def serve(fake: Fake, **changes: Any) -> dict[str, Any]:
    """A server with this allocation."""
    fake.routes["GET", "/v1/allocation/1"] = Answer(data={**NOW, **changes})
    for path in ("/v1/allocation/1/stop", "/v1/client/allocation/1/restart", "/v1/client/allocation/1/signal"):
        fake.routes["PUT", path] = Answer(data={})
    return {"address": fake.address, "id": "1"}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("options", "path", "body"),
    [
        ({"action": "stop", "reschedule": True}, "/v1/allocation/1/stop", {}),
        ({"action": "restart"}, "/v1/client/allocation/1/restart", {"TaskName": "", "AllTasks": False}),
        (
            {"action": "restart", "task": "main"},
            "/v1/client/allocation/1/restart",
            {"TaskName": "main", "AllTasks": False},
        ),
        ({"action": "signal"}, "/v1/client/allocation/1/signal", {"Task": "", "Signal": "SIGHUP"}),
    ],
)
def test_what_is_sent(
    fake: Fake, run_module: Run, options: dict[str, Any], path: str, body: dict[str, Any], check: bool
) -> None:
    result = run_module("nomad_allocation", {**serve(fake), **options}, check=check)
    assert result["changed"] is True
    assert "Job" not in result["allocation"]
    assert [(one.path, one.body) for one in fake.writes] == ([] if check else [(path, body)])
    if not check and options["action"] == "stop":
        assert fake.writes[0].query["reschedule"] == ["true"]


@pytest.mark.parametrize("now", [{"DesiredStatus": "stop"}, {"ClientStatus": "complete"}, {"ClientStatus": "lost"}])
def test_what_is_stopped_is_left_alone(fake: Fake, run_module: Run, now: dict[str, str]) -> None:
    assert run_module("nomad_allocation", {**serve(fake, **now), "action": "stop"})["changed"] is False
    assert not fake.writes


@pytest.mark.parametrize(
    ("options", "now", "text"),
    [
        ({"action": "restart"}, {"ClientStatus": "complete"}, "is complete; only one that runs"),
        ({"action": "signal", "task": "other"}, {}, "no 'other'; give one of: main"),
        ({"action": "stop", "id": "2"}, {}, "there is no allocation 2"),
    ],
)
def test_what_cannot_be(fake: Fake, run_module: Run, options: dict[str, Any], now: dict[str, str], text: str) -> None:
    assert text in run_module("nomad_allocation", {**serve(fake, **now), **options}, check=True)["msg"]


def test_a_restart_is_over_when_its_tasks_run_again() -> None:
    def states(state: str, started: str) -> dict[str, Any]:
        return {
            "TaskStates": {"main": {"State": state, "StartedAt": started}, "done": {"State": "dead", "StartedAt": "0"}}
        }

    before = states("running", "1")
    assert not allocations.again(before, before)
    assert not allocations.again(before, states("pending", "2"))
    assert allocations.again(before, states("running", "2"))
