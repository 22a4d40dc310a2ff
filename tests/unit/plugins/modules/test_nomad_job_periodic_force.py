# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_periodic_force."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run


def serve(fake: Fake, **job: Any) -> dict[str, Any]:
    """A server with this job."""
    fake.routes["GET", "/v1/job/rotate"] = Answer(
        data={"ID": "rotate", "Stop": False, "Periodic": {"Spec": "@daily"}, **job}
    )
    fake.routes["PUT", "/v1/job/rotate/periodic/force"] = Answer(data={"EvalID": "e"})
    fake.routes["GET", "/v1/evaluation/e"] = Answer(data={"ID": "e", "JobID": "rotate/1"})
    return {"address": fake.address, "name": "rotate"}


@pytest.mark.parametrize("check", [True, False])
def test_it_is_launched(fake: Fake, run_module: Run, check: bool) -> None:
    result = run_module("nomad_job_periodic_force", serve(fake), check=check)
    assert result["changed"] is True
    assert result["evaluation"] == ({} if check else {"ID": "e", "JobID": "rotate/1"})
    assert len(fake.writes) == (0 if check else 1)


@pytest.mark.parametrize(("job", "text"), [({"Periodic": None}, "is not periodic"), ({"Stop": True}, "is stopped")])
def test_what_cannot_be_launched(fake: Fake, run_module: Run, job: dict[str, Any], text: str) -> None:
    assert text in run_module("nomad_job_periodic_force", serve(fake, **job), check=True)["msg"]


def test_a_child_that_failed_is_an_error(fake: Fake, run_module: Run) -> None:
    options = {**serve(fake), "wait": True}
    fake.routes["GET", "/v1/job/rotate%2F1"] = Answer(data={"ID": "rotate/1", "Status": "dead"})
    one = {"Name": "x[0]", "NodeID": "n", "JobType": "batch", "TaskGroup": "main"}
    lost, complete = (
        {**one, "ClientStatus": "failed", "CreateIndex": 1},
        {**one, "ClientStatus": "complete", "CreateIndex": 2},
    )
    fake.routes["GET", "/v1/job/rotate%2F1/allocations"] = Answer(data=[complete, lost])
    assert run_module("nomad_job_periodic_force", options)["changed"] is True
    fake.routes["GET", "/v1/job/rotate%2F1/allocations"] = Answer(data=[{**complete, "CreateIndex": 0}, lost])
    assert "failed in its group(s) main" in run_module("nomad_job_periodic_force", options)["msg"]
