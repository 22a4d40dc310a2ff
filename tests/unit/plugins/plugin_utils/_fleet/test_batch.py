# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batch executor against a scheduler that answers like Nomad where it matters here."""

from __future__ import annotations

import typing as t

import pytest
from fleet_model import FakeClock, make_policy

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, FleetError
from ansible_collections.nomadic.fleet.plugins.module_utils._text import quoted
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import batch, judge, policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Device, Offer, Result


class Answer:
    def __init__(self, data: t.Any) -> None:
        self.data = data


class FakeNomad:
    """Jobs, allocations and nodes with metadata."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, t.Any]] = {}
        self.allocations: list[dict[str, t.Any]] = []
        self.released: set[str] = set()
        self.calls: list[tuple[str, ...]] = []
        self.evaluations = ["complete"]
        self.denials = 0
        self.lose_answer = False
        self.unreachable: set[str] = set()

    def _call(self, method: str, path: t.Sequence[str], params: t.Any) -> None:
        self.calls.append((method, *path))
        if self.denials:
            self.denials -= 1
            raise ApiError("Nomad", method, "/".join(path), 403, "Permission denied")
        if path[0] in ("job", "jobs", "allocations"):
            assert params["namespace"] == "fleet-rollout"

    def find(self, path: t.Sequence[str], params: t.Any = None) -> Answer | None:
        self._call("GET", path, params)
        found = self.jobs.get(path[1])
        if found is None:
            return None
        if path[-1] == "summary":
            mine = [one["ClientStatus"] for one in self.allocations if one["JobID"] == path[1]]
            names = {
                "complete": "Complete",
                "failed": "Failed",
                "running": "Running",
                "pending": "Starting",
                "lost": "Lost",
            }
            return Answer({"Summary": {"attempt": {name: mine.count(status) for status, name in names.items()}}})
        return Answer(found)

    def get(self, path: t.Sequence[str], params: t.Any = None) -> Answer:
        self._call("GET", path, params)
        assert path[-1] == "evaluations"
        return Answer([{"Status": status} for status in self.evaluations])

    def alike(self) -> t.Any:
        return None

    def post(self, path: t.Sequence[str], body: t.Any = None, params: t.Any = None, send: t.Any = None) -> Answer:
        del send
        self._call("POST", path, params)
        if path[0] == "client":
            if params["node_id"] in self.unreachable:
                raise ApiError("Nomad", "POST", "client/metadata", 404, "No path to node")
            self.released.add(params["node_id"])
            return Answer({})
        job = body["Job"]
        assert body["EnforceIndex"]
        assert body["JobModifyIndex"] == 0
        if job["ID"] in self.jobs:
            raise ApiError("Nomad", "POST", "jobs", 500, "Enforcing job modify index 0: job exists")
        self.jobs[job["ID"]] = job
        if self.lose_answer:
            self.lose_answer = False
            raise ApiError("Nomad", "POST", "jobs", 500, "Enforcing job modify index 0: job exists")
        return Answer({})

    def delete(self, path: t.Sequence[str], params: t.Any = None) -> Answer:
        self._call("DELETE", path, params)
        self.jobs[path[1]]["Stop"] = True
        return Answer({})

    def pages(self, path: t.Sequence[str], params: t.Any = None) -> t.Iterator[list[t.Any]]:
        self._call("GET", path, params)
        if list(path) == ["nodes"]:
            assert params["filter"] == f"Meta.fleet_release == {quoted('2')}"
            yield [{"ID": id_} for id_ in sorted(self.released)]
            return
        found = self.allocations
        if 'ClientStatus == "failed"' in params["filter"]:
            assert params["task_states"] == "true"
            found = [one for one in found if one["ClientStatus"] == "failed" or one["DesiredStatus"] == "stop"]
        else:
            assert params["task_states"] == "false"
            found = [{key: value for key, value in one.items() if key != "TaskStates"} for one in found]
        half = len(found) // 2
        yield found[:half]
        yield found[half:]


class Nodes:
    def __init__(self) -> None:
        self.down: set[str] = set()
        self.barred: dict[str, str] = {}

    def select(self, select: policy.Select) -> list[Device]:
        raise NotImplementedError

    def look(self, ids: t.Collection[str]) -> dict[str, Device]:
        return {id_: Device(id_, id_, id_ not in self.down, self.barred.get(id_, "")) for id_ in ids}


class Scene:
    def __init__(self) -> None:
        self.nomad = FakeNomad()
        self.nodes = Nodes()
        self.clock = FakeClock()
        self.executor = batch.BatchExecutor(t.cast(t.Any, self.nomad), self.nodes, self.clock)
        self.offer = Offer(
            key="fleet-x-w1-a1",
            rollout="x",
            track="firmware",
            order=3,
            devices={f"n{number}": f"name{number}" for number in range(1, 5)},
            update=make_policy().update,
            meta={"wave": "1"},
        )

    def ran(
        self, node: str, status: str, code: int | None = None, desired: str = "run", index: int = 1, words: str = ""
    ) -> None:
        events: list[dict[str, t.Any]] = [{"Type": "Received"}, {"Type": "Task Setup"}]
        if words:
            events.append({"Type": "Failed Artifact Download", "DisplayMessage": words})
        if code is not None:
            events += [
                {"Type": "Started"},
                {"Type": "Terminated", "ExitCode": code, "Details": {"exit_code": str(code), "signal": "0"}},
            ]
        events.append({"Type": "Not Restarting", "DisplayMessage": "noise"})
        self.nomad.allocations.append(
            {
                "ID": f"alloc-{node}-{index}", "NodeID": node, "JobID": self.offer.key, "ClientStatus": status, "DesiredStatus": desired,
                "CreateIndex": index, "TaskStates": {"attempt": {"Events": events}},
            }
        )  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_job(scene: Scene) -> None:
    rules = make_policy(
        update={
            "batch": {
                "command": "./up", "args": ["a b", "--x"],
                "artifact": {"source": "https://m/f", "checksum": "sha256:" + "0" * 64},
                "revert": {"command": "/back", "args": ["1"]},
            }
        }
    )  # fmt: skip
    offer = Offer("k", "x", "firmware", 3, {"n2": "b", "n1": "a"}, rules.update)
    job = batch.job(offer)
    assert job["Type"] == "sysbatch"
    assert (job["NodePool"], job["Datacenters"]) == ("all", ["*"])
    assert job["Constraints"] == [{"LTarget": "${node.unique.id}", "Operand": "set_contains_any", "RTarget": "n1,n2"}]
    group = job["TaskGroups"][0]
    assert "Reschedule" not in str(job)
    task = group["Tasks"][0]
    assert (task["Driver"], task["Config"]["command"]) == ("raw_exec", "/usr/local/sbin/fleet-attempt")
    assert " ".join(task["Config"]["args"]) == (
        "run --attempt k --track firmware --order 3 --timeout 10 --expect 2 --verify /opt/update --verify-arg --version "
        "--revert /back --revert-arg 1 -- ./up a b --x"
    )
    assert task["Artifacts"][0]["GetterOptions"] == {"checksum": "sha256:" + "0" * 64}


def test_submitted_once(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.executor.submit(scene.offer)
    scene.executor.stop(scene.offer)
    scene.executor.stop(scene.offer)
    scene.executor.submit(scene.offer)
    assert [call for call in scene.nomad.calls if call[0] != "GET"] == [
        ("POST", "jobs"),
        ("DELETE", "job", "fleet-x-w1-a1"),
    ]


def test_a_lost_answer_is_not_an_error(scene: Scene) -> None:
    scene.nomad.lose_answer = True
    scene.executor.submit(scene.offer)
    assert list(scene.nomad.jobs) == ["fleet-x-w1-a1"]


def test_permission_denied_is_tried_again_but_not_for_ever(scene: Scene) -> None:
    scene.nomad.denials = 2
    scene.executor.submit(scene.offer)
    scene.nomad.denials = 99
    with pytest.raises(ApiError):
        scene.executor.observe(scene.offer)


def test_outcomes(scene: Scene) -> None:
    codes = {
        10: judge.FAILED,
        11: judge.REVERTED,
        12: judge.TIMED_OUT,
        20: judge.REJECTED,
        21: judge.REJECTED,
        22: judge.SKIPPED,
        64: judge.FAILED,
    }
    for code, outcome in codes.items():
        here = Scene()
        here.executor.submit(here.offer)
        here.ran("n1", "complete", 0)
        here.ran("n2", "failed", code)
        here.ran("n3", "failed", words="checksum did not match")
        here.ran("n4", "complete", 0, index=1)
        here.ran("n4", "failed", 10, index=2)
        seen = here.executor.observe(here.offer)
        assert seen.finished
        results = here.executor.observe(here.offer, exact=True).results
        assert results["n1"] == Result(judge.SUCCEEDED)
        assert results["n2"].outcome == outcome
        assert results["n3"] == Result(judge.FAILED, "checksum did not match")
        assert results["n4"].outcome == judge.FAILED


def test_what_did_not_end(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.ran("n1", "running")
    scene.ran("n2", "pending")
    scene.nodes.down = {"n2", "n3"}
    assert not scene.executor.observe(scene.offer).finished
    results = scene.executor.observe(scene.offer, exact=True).results
    assert results == {
        "n1": Result(judge.TIMED_OUT, "no answer in time"),
        "n2": Result(judge.LOST, "lost after the offer"),
        "n3": Result(judge.OFFLINE, "went offline before the offer"),
        "n4": Result(judge.FAILED, "not placed by the scheduler"),
    }
    scene.nodes.barred["n4"] = "ineligible"
    assert scene.executor.observe(scene.offer, exact=True).results["n4"] == Result(judge.SKIPPED, "ineligible")


def test_the_scheduler_takes_its_time(scene: Scene) -> None:
    """A leader dies, and the next one goes on with what is pending; nobody is given up meanwhile."""
    scene.executor.submit(scene.offer)
    scene.nomad.evaluations = ["complete", "pending"]
    for _look in range(3):
        scene.clock.time += 60
        assert not scene.executor.observe(scene.offer).finished
    scene.nomad.evaluations = ["complete", "complete"]
    assert not scene.executor.observe(scene.offer).finished  # it may have placed some since the summary was read
    scene.ran("n1", "running")
    assert not scene.executor.observe(scene.offer).finished
    scene.nomad.allocations.clear()
    scene.ran("n1", "complete", 0)
    assert scene.executor.observe(scene.offer).finished


def test_evaluations_are_collected_one_day(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.nomad.evaluations = []
    scene.ran("n1", "complete", 0)
    assert [scene.executor.observe(scene.offer).finished for _look in range(2)] == [False, True]


def test_stopped_tasks_are_unknown(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.ran("n1", "complete", 130, desired="stop")
    scene.ran("n2", "complete", None, desired="stop")
    scene.ran("n3", "complete", 0, desired="stop")
    scene.ran("n4", "failed", 11, desired="stop")
    results = scene.executor.observe(scene.offer, exact=True).results
    assert [results[id_].outcome for id_ in sorted(results)] == [
        judge.UNKNOWN,
        judge.UNKNOWN,
        judge.SUCCEEDED,
        judge.REVERTED,
    ]


def test_a_job_that_is_gone(scene: Scene) -> None:
    seen = scene.executor.observe(scene.offer, exact=True)
    assert seen.finished
    assert {result.outcome for result in seen.results.values()} == {judge.UNKNOWN}


def test_a_stranger_stops_the_job(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.ran("n9", "complete", 0)
    with pytest.raises(FleetError, match="not meant for"):
        scene.executor.observe(scene.offer, exact=True)
    assert scene.nomad.jobs["fleet-x-w1-a1"]["Stop"]


def test_following_is_cheap(scene: Scene) -> None:
    scene.executor.submit(scene.offer)
    scene.ran("n1", "running")
    scene.ran("n2", "failed", 10)
    before = len(scene.nomad.calls)
    for _round in range(10):
        seen = scene.executor.observe(scene.offer)
    assert len(scene.nomad.calls) - before == 12  # a summary each, the evaluations once, and the failed ones once
    assert seen.results == {"n2": batch.EXITS[10]}


def test_release_is_written_only_where_it_is_not(scene: Scene) -> None:
    scene.nomad.released = {"n1"}
    scene.nomad.unreachable = {"n3"}
    assert scene.executor.record(scene.offer, ["n1", "n2", "n3"]) == ["n3"]
    assert scene.nomad.calls.count(("POST", "client", "metadata")) == 2
    assert scene.nomad.released == {"n1", "n2"}
