# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_job_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run

JOB = {"ID": "a", "Namespace": "team", "TaskGroups": [{"Tasks": [{"Env": {"DB_PASSWORD": "hunter2", "PLAIN": "x"}}]}]}


def test_a_list_is_stubs_of_all_namespaces(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/jobs"] = Answer(data=[{"ID": "a", "Namespace": "team"}])
    options = {"address": fake.address, "namespace": "*", "prefix": "a", "filter": "x == 1"}
    assert run_module("nomad_job_info", options)["jobs"] == [{"ID": "a", "Namespace": "team"}]
    (seen,) = fake.seen
    assert (seen.query["namespace"], seen.query["prefix"], seen.query["filter"]) == (["*"], ["a"], ["x == 1"])


def test_details_are_read_in_the_namespace_of_each_and_hide_secrets(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/jobs"] = Answer(data=[{"ID": "a", "Namespace": "team"}])
    fake.routes["GET", "/v1/job/a"] = Answer(data=JOB)
    result = run_module("nomad_job_info", {"address": fake.address, "namespace": "*", "details": True}, check=True)
    assert fake.seen[1].query["namespace"] == ["team"]
    assert result["jobs"][0]["TaskGroups"][0]["Tasks"][0]["Env"] == {"DB_PASSWORD": "(hidden)", "PLAIN": "x"}
    assert len(fake.seen) == 2


def test_one_and_its_versions(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/job/a"] = Answer(data=JOB)
    fake.routes["GET", "/v1/job/a/versions"] = Answer(data={"Versions": [JOB, JOB]})
    result = run_module("nomad_job_info", {"address": fake.address, "name": "a", "versions": True})
    assert (len(result["jobs"]), len(result["versions"])) == (1, 2)
    assert "hunter2" not in str(result)
    none = run_module("nomad_job_info", {"address": fake.address, "name": "b", "versions": True})
    assert (none["jobs"], none["versions"]) == ([], [])
