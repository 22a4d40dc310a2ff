# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_scale."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run


def serve(fake: Fake, *groups: dict[str, Any]) -> dict[str, Any]:
    """A server with this job."""
    job = {"ID": "shop", "Namespace": "default", "JobModifyIndex": 7, "TaskGroups": list(groups)}
    fake.routes["GET", "/v1/job/shop"] = Answer(data=job)
    fake.routes["GET", "/v1/job/shop/scale"] = Answer(data={"TaskGroups": {"web": {"Desired": 1, "Running": 1}}})
    fake.routes["POST", "/v1/job/shop/scale"] = Answer(data={"EvalID": "e", "JobModifyIndex": 8})
    return {"address": fake.address, "name": "shop"}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("count", [1, 3])
def test_counts_are_compared(fake: Fake, run_module: Run, count: int, check: bool) -> None:
    options = {**serve(fake, {"Name": "web", "Count": 1}), "count": count, "reason": "sale"}
    result = run_module("nomad_job_scale", options, check=check)
    assert result["changed"] is (count != 1)
    assert result["task_group"]["Desired"] == count
    assert result["diff"] == {"before": {"Count": 1}, "after": {"Count": count}}
    body = {"Target": {"Group": "web"}, "JobModifyIndex": 7, "Count": 3, "Message": "sale"}
    assert [one.body for one in fake.writes] == ([] if check or count == 1 else [body])


@pytest.mark.parametrize(
    ("options", "text"),
    [({"count": 4}, "may have 1 to 3"), ({"group": "db"}, "give one of those that job shop has: web")],
)
def test_what_cannot_be(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    given = serve(fake, {"Name": "web", "Count": 1, "Scaling": {"Min": 1, "Max": 3}})
    assert text in run_module("nomad_job_scale", {**given, "count": 2, **options}, check=True)["msg"]


def test_of_several_groups_one_must_be_named(fake: Fake, run_module: Run) -> None:
    options = {**serve(fake, {"Name": "web", "Count": 1}, {"Name": "db", "Count": 1}), "count": 2}
    assert "job shop has: db, web" in run_module("nomad_job_scale", options)["msg"]
