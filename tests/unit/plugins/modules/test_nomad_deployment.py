# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_deployment."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

GROUP = {"DesiredCanaries": 1, "HealthyAllocs": 1, "Promoted": False, "AutoPromote": False}


def serve(fake: Fake, status: str, promoted: bool = False) -> dict[str, Any]:
    """A server with this deployment."""
    found = {
        "ID": "d",
        "JobID": "shop",
        "Status": status,
        "StatusDescription": "",
        "TaskGroups": {"web": {**GROUP, "Promoted": promoted}},
    }
    fake.routes["GET", "/v1/job/shop"] = Answer(data={"ID": "shop"})
    fake.routes["GET", "/v1/job/shop/deployment"] = Answer(data=found)
    fake.routes["GET", "/v1/deployment/d"] = Answer(data=found)
    fake.routes["GET", "/v1/deployment/allocations/d"] = Answer(
        data=[{"ID": "a", "DeploymentStatus": {"Healthy": True}}, {"ID": "b", "DeploymentStatus": None}]
    )
    for verb in ("promote", "fail", "pause", "allocation-health"):
        fake.routes["PUT", f"/v1/deployment/{verb}/d"] = Answer(data={})
    return {"address": fake.address}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("which", [{"job": "shop"}, {"id": "d"}])
@pytest.mark.parametrize(
    ("options", "status", "promoted", "path", "body"),
    [
        ({"action": "pause"}, "running", False, "pause", {"Pause": True}),
        ({"action": "pause"}, "paused", False, "", {}),
        ({"action": "resume"}, "paused", False, "pause", {"Pause": False}),
        ({"action": "resume"}, "running", False, "", {}),
        ({"action": "resume"}, "successful", True, "", {}),
        ({"action": "fail"}, "running", False, "fail", {}),
        ({"action": "fail"}, "failed", False, "", {}),
        ({"action": "promote"}, "running", False, "promote", {"Groups": ["web"]}),
        ({"action": "promote"}, "successful", True, "", {}),
        (
            {"action": "set_health", "healthy_allocations": ["a"], "unhealthy_allocations": ["b"]},
            "running",
            False,
            "allocation-health",
            {"HealthyAllocationIDs": ["a"], "UnhealthyAllocationIDs": ["b"]},
        ),
        ({"action": "set_health", "healthy_allocations": ["a"]}, "running", False, "", {}),
    ],
)
def test_what_is_done(
    fake: Fake,
    run_module: Run,
    options: dict[str, Any],
    status: str,
    promoted: bool,
    path: str,
    body: dict[str, Any],
    which: dict[str, str],
    check: bool,
) -> None:
    result = run_module("nomad_deployment", {**serve(fake, status, promoted), **which, **options}, check=check)
    assert result["changed"] is bool(path)
    assert (result["diff"]["before"] != result["diff"]["after"]) is bool(path)
    sent = [(one.path, one.body) for one in fake.writes]
    assert sent == ([(f"/v1/deployment/{path}/d", {"DeploymentID": "d", **body})] if path and not check else [])


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        ({"job": "shop", "action": "pause"}, "successful", "pause comes too late"),
        ({"id": "e", "action": "pause"}, "running", "id: there is no deployment e"),
        ({"job": "other", "action": "pause"}, "running", "job: there is no job other"),
        ({"job": "shop", "action": "promote", "groups": ["db"]}, "running", "no canaries in db; there are in: web"),
        ({"job": "shop", "action": "set_health"}, "running", "any of the following are missing"),
    ],
)
def test_what_cannot_be(fake: Fake, run_module: Run, options: dict[str, Any], status: str, text: str) -> None:
    assert text in run_module("nomad_deployment", {**serve(fake, status), **options}, check=True)["msg"]


def test_a_deployment_that_failed_meanwhile_is_an_error(fake: Fake, run_module: Run) -> None:
    options = {**serve(fake, "running"), "id": "d", "action": "promote", "wait": True}
    running, failed = (
        {"ID": "d", "JobID": "shop", "Status": "running", "StatusDescription": "", "TaskGroups": {"web": GROUP}},
        "failed",
    )
    fake.answers = [Answer(data=running), Answer(data=running), Answer(data={**running, "Status": failed})]
    assert "deployment of job shop failed" in run_module("nomad_deployment", options)["msg"]
    assert not fake.writes
