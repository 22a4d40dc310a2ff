# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def plan(kind: str) -> Answer:
    """A plan with one changed field, or none."""
    fields = [{"Name": "Priority", "Type": kind, "Old": "50", "New": "60"}]
    return Answer(data={"Diff": {"Type": kind, "Fields": fields}, "JobModifyIndex": 17, "Warnings": "careful"})


def serve(fake: Fake, kind: str) -> None:
    """A server with the job team/web."""
    fake.routes["PUT", "/v1/job/team%2Fweb/plan"] = plan(kind)
    fake.routes["POST", "/v1/jobs"] = Answer(data={"EvalID": "e", "JobModifyIndex": 18})
    fake.routes["GET", "/v1/job/team%2Fweb"] = Answer(data={"ID": "team/web", "Stop": False, "Status": "running"})
    fake.routes["DELETE", "/v1/job/team%2Fweb"] = Answer(data={})


@pytest.mark.parametrize("job", [{"Job": {"ID": "team/web"}}, {"ID": "team/web"}, {"Name": "team/web"}])
def test_what_was_planned_is_registered(fake: Fake, run_module: Run, job: dict[str, Any]) -> None:
    serve(fake, "Edited")
    result = run_module("nomad_job", {"address": fake.address, "job": job, "namespace": "apps"})
    sent = fake.writes[-1]
    assert result["changed"] is True
    assert (sent.path, sent.body["EnforceIndex"], sent.body["JobModifyIndex"]) == ("/v1/jobs", True, 17)
    assert sent.body["Job"]["Namespace"] == "apps"
    assert sent.query["namespace"] == ["apps"]
    assert (result["diff"]["before"], result["diff"]["after"]) == ({"Priority": "50"}, {"Priority": "60"})
    assert result["plan_warnings"] == "careful"


def test_the_same_is_not_registered(fake: Fake, run_module: Run) -> None:
    serve(fake, "None")
    assert run_module("nomad_job", {"address": fake.address, "job": {"ID": "team/web"}})["changed"] is False
    assert [one.path for one in fake.writes] == ["/v1/job/team%2Fweb/plan"]


def test_check_mode_only_plans_and_gives_the_job_as_it_would_be(fake: Fake, run_module: Run) -> None:
    serve(fake, "Edited")
    options = {"address": fake.address, "job": {"ID": "team/web"}, "scheduling_groups": ["kiosk"], "wait": True}
    result = run_module("nomad_job", options, check=True)
    assert result["changed"] is True
    assert result["job"]["Constraints"][0]["RTarget"] == "kiosk"
    assert [one.path for one in fake.writes] == ["/v1/job/team%2Fweb/plan"]


def test_the_jobs_own_namespace_wins(fake: Fake, run_module: Run) -> None:
    serve(fake, "None")
    run_module("nomad_job", {"address": fake.address, "namespace": "a", "job": {"ID": "team/web", "Namespace": "b"}})
    assert fake.writes[0].query["namespace"] == ["b"]


def test_hcl_is_parsed_by_the_server_with_its_variables(fake: Fake, run_module: Run) -> None:
    serve(fake, "None")
    fake.routes["POST", "/v1/jobs/parse"] = Answer(data={"ID": "team/web"})
    options = {"address": fake.address, "hcl": "job ...", "variables": {"a": "x", "b": [1]}}
    run_module("nomad_job", options)
    assert fake.writes[0].body == {"JobHCL": "job ...", "Canonicalize": False, "Variables": 'a = "x"\nb = [1]\n'}


@pytest.mark.parametrize(
    ("found", "purge", "changed"),
    [
        (None, False, False),
        (None, True, False),
        ({"Stop": True}, False, False),
        ({"Stop": True}, True, True),
        ({"Stop": False}, False, True),
    ],
)
def test_absent(fake: Fake, run_module: Run, found: dict[str, Any] | None, purge: bool, changed: bool) -> None:
    serve(fake, "None")
    fake.routes["GET", "/v1/job/team%2Fweb"] = Answer(data=found) if found else Answer(404, "job not found")
    options = {"address": fake.address, "name": "team/web", "state": "absent", "purge": purge}
    assert run_module("nomad_job", options, check=True)["changed"] is changed
    assert not fake.writes
    assert run_module("nomad_job", options)["changed"] is changed
    assert [one.query["purge"] for one in fake.writes] == ([[str(purge).lower()]] if changed else [])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"job": {"Type": "batch"}}, "neither an ID nor a Name"),
        ({"job": {"ID": "a"}, "name": "b"}, "give one of them only"),
        ({"job": {"ID": "a"}, "scheduling_groups": ["A b"]}, "no group name"),
        ({"name": "a"}, "state is present but any of the following are missing"),
    ],
)
def test_what_cannot_be_is_named(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    assert text in run_module("nomad_job", {"address": fake.address, **options})["msg"]
    assert not fake.writes


def test_the_source_is_kept_with_the_version(fake: Fake, run_module: Run) -> None:
    serve(fake, "Edited")
    fake.routes["POST", "/v1/jobs/parse"] = Answer(data={"ID": "team/web"})
    run_module("nomad_job", {"address": fake.address, "hcl": "job ...", "variables": {"a": "x"}})
    assert fake.writes[-1].body["Submission"] == {"Source": "job ...", "Format": "hcl2", "Variables": 'a = "x"\n'}


def test_counts_are_planned_as_they_are(fake: Fake, run_module: Run) -> None:
    serve(fake, "None")
    fake.routes["GET", "/v1/job/team%2Fweb"] = Answer(data={"TaskGroups": [{"Name": "web", "Count": 5}]})
    job = {"ID": "team/web", "TaskGroups": [{"Name": "web", "Count": 1}]}
    run_module("nomad_job", {"address": fake.address, "job": job, "preserve_counts": True})
    assert fake.writes[0].body["Job"]["TaskGroups"] == [{"Name": "web", "Count": 5}]


def test_the_result_hides_secrets(fake: Fake, run_module: Run) -> None:
    serve(fake, "None")
    fake.routes["GET", "/v1/job/team%2Fweb"] = Answer(data={"ID": "team/web", "Meta": {"api_key": "hunter2"}})
    result = run_module("nomad_job", {"address": fake.address, "job": {"ID": "team/web"}})
    assert result["job"]["Meta"] == {"api_key": "(hidden)"}
