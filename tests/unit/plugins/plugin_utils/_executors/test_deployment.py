# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor deployment against servers that answer like Nomad where it matters here."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from fleet_model import FakeClock

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import ApiError, BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.deployment import PLACING, DeploymentExecutor
from ansible_collections.nomadic.fleet.plugins.plugin_utils._executors.jobs import Jobs
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, policy
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.ports import Offer, Result


class Answer:
    def __init__(self, data: t.Any, index: int = 7) -> None:
        self.data = data
        self.index = index


def refusal(text: str, status: int = 500) -> ApiError:
    return ApiError("Nomad", "POST", "/v1/jobs", status, text)


class FakeNomad:
    """One job `shop` with versions and deployments; what acts on a deployment is noted."""

    namespace = ""
    region = ""

    def __init__(self) -> None:
        self.kind = "service"
        self.versions: list[dict[str, t.Any]] = []
        self.deployments: list[dict[str, t.Any]] = []
        self.acts: list[tuple[str, str]] = []
        self.looks: list[dict[str, t.Any]] = []
        self.lose_answer = False
        self.refuse = ""
        self.running = 2

    def post(self, path: t.Sequence[str], body: t.Any = None, params: t.Any = None) -> Answer:
        if list(path) == ["jobs", "parse"]:
            return Answer({"ID": "shop", "Type": self.kind, "TaskGroups": [{"Name": "web", "Count": 2}], "Meta": None})
        assert list(path) == ["jobs"]
        assert body["EnforceIndex"]
        if self.refuse:
            raise refusal(self.refuse)
        assert body["JobModifyIndex"] == 100 + len(self.versions)
        self.register(body["Job"])
        if self.lose_answer:
            raise refusal("Enforcing job modify index 100: job exists")
        return Answer({})

    def register(self, job: dict[str, t.Any], status: str = "running") -> None:
        self.versions.append({**job, "Version": len(self.versions), "JobModifyIndex": 5, "Stable": True})
        self.deploy(len(self.versions) - 1, status)

    def deploy(self, version: int, status: str, words: str = "", **group: t.Any) -> None:
        numbers = {"DesiredCanaries": 0, "PlacedCanaries": None, "Promoted": False, "DesiredTotal": 2}
        numbers.update({"HealthyAllocs": 0, "UnhealthyAllocs": 0, **group})
        one = {
            "ID": f"d{version}",
            "JobID": "shop",
            "Namespace": "default",
            "JobVersion": version,
            "CreateIndex": version,
        }
        one.update({"Status": status, "StatusDescription": words, "TaskGroups": {"web": numbers}})
        self.deployments = [old for old in self.deployments if old["JobVersion"] != version] + [one]

    def put(self, path: t.Sequence[str], body: t.Any = None, params: t.Any = None, **_more: t.Any) -> Answer:
        if path[-1] == "plan":
            if self.refuse:
                raise refusal(self.refuse)
            return Answer({"JobModifyIndex": 100 + len(self.versions)})
        verb = path[1] if "Pause" not in body else f"pause {body['Pause']}"
        self.acts.append((verb, path[2]))
        version = int(path[2][1:])
        if verb == "fail":
            self.deploy(version, "failed", "Deployment marked as failed - rolling back to job version 0")
            self.register(self.versions[0], "successful")
        return Answer({})

    def find(self, path: t.Sequence[str], params: t.Any = None) -> Answer | None:
        assert params["namespace"] == "default"
        if path[0] == "deployment":
            return Answer(next(one for one in self.deployments if one["ID"] == path[1]))
        if not self.versions:
            return None
        if path[-1] == "versions":
            return Answer({"Versions": list(reversed(self.versions))})
        if path[-1] == "deployment":
            return Answer(max(self.deployments, key=lambda one: one["JobVersion"]))
        if path[-1] == "summary":
            return Answer({"Summary": {"web": {"Running": self.running}}})
        return Answer(self.versions[-1])

    def get(self, path: t.Sequence[str], params: t.Any = None) -> Answer:
        assert list(path) == ["deployments"]
        assert params["filter"] == "JobID == `shop`"
        self.looks.append(params)
        return Answer(list(self.deployments))


class Scene:
    def __init__(self, **changes: t.Any) -> None:
        self.nomad = FakeNomad()
        self.clock = FakeClock()
        given = {"canary": 1, "max_parallel": 2, "timeout": 60, **changes}
        self.update = policy.Deployment((policy.Job('job "shop" {}'),), **given)
        self.offer = Offer("fleet-shop-2-w1-a1", "shop-2", "shop", 1, {"shop": "shop"}, self.update)
        self.again()

    def again(self) -> None:
        """Another process."""
        self.jobs = Jobs(self.nomad, self.update)  # type: ignore[arg-type]
        self.executor = DeploymentExecutor(self.nomad, self.jobs, self.clock)  # type: ignore[arg-type]

    def result(self) -> Result:
        return self.executor.observe(self.offer, exact=True).results["shop"]


def test_what_is_registered() -> None:
    scene = Scene()
    scene.executor.submit(scene.offer)
    job = scene.nomad.versions[0]
    second = 1_000_000_000
    rules = {"MaxParallel": 2, "Canary": 1, "AutoRevert": True, "AutoPromote": False}
    rules.update({"HealthyDeadline": 60 * second, "ProgressDeadline": 120 * second})
    assert job["Update"] == rules
    assert job["TaskGroups"][0]["Update"] == rules
    assert job["Meta"] == {"fleet_rollout": "shop-2", "fleet_attempt": "fleet-shop-2-w1-a1"}


@pytest.mark.parametrize("another_process", [False, True])
def test_registered_once(another_process: bool) -> None:
    scene = Scene()
    scene.executor.submit(scene.offer)
    if another_process:
        scene.again()
    scene.executor.submit(scene.offer)
    assert len(scene.nomad.versions) == 1


def test_not_registered_again_after_nomad_went_back() -> None:
    scene = Scene()
    scene.nomad.register({"ID": "shop", "Meta": None}, "successful")
    scene.executor.submit(scene.offer)
    scene.nomad.deploy(1, "failed", "x - rolling back to job version 0")
    scene.nomad.register(scene.nomad.versions[0], "successful")
    scene.again()
    scene.executor.submit(scene.offer)
    assert len(scene.nomad.versions) == 3
    assert scene.result() == Result(judge.REVERTED, "version 1 failed, version 0 is back")


def test_an_answer_that_was_lost() -> None:
    scene = Scene()
    scene.nomad.lose_answer = True
    scene.executor.submit(scene.offer)
    scene.nomad.refuse = "Enforcing job modify index 101: conflict"
    other = Offer("fleet-shop-2-w1-a2", "shop-2", "shop", 1, {"shop": "shop"}, scene.update)
    scene.nomad.deploy(0, "failed", "no stable job version to auto revert to")
    with pytest.raises(ApiError, match="conflict"):
        scene.executor.submit(other)


def test_a_job_that_somebody_else_deploys() -> None:
    scene = Scene()
    scene.nomad.register({"ID": "shop", "Meta": None})
    with pytest.raises(FleetError, match="job shop: the deployment of its version 0 is running; wait until it is over"):
        scene.executor.submit(scene.offer)


@pytest.mark.parametrize(
    ("status", "words", "back", "expected"),
    [
        ("successful", "", None, Result(judge.SUCCEEDED)),
        (
            "cancelled",
            "Cancelled due to newer version of job",
            None,
            Result(judge.REJECTED, "Cancelled due to newer version of job"),
        ),
        (
            "failed",
            "Failed due to unhealthy allocations",
            None,
            Result(judge.FAILED, "Failed due to unhealthy allocations"),
        ),
        (
            "failed",
            "x - not rolling back to stable job version 0",
            None,
            Result(judge.FAILED, "x - not rolling back to stable job version 0"),
        ),
        (
            "failed",
            "x - rolling back to job version 0",
            "successful",
            Result(judge.REVERTED, "version 1 failed, version 0 is back"),
        ),
        (
            "failed",
            "x - rolling back to job version 0",
            "failed",
            Result(judge.FAILED, "version 1 failed, and so did version 0 after it"),
        ),
        ("failed", "x - rolling back to job version 0", "running", None),
        ("running", "", None, None),
        ("paused", "", None, None),
        ("pending", "", None, None),
    ],
)
def test_results(status: str, words: str, back: str | None, expected: Result | None) -> None:
    scene = Scene()
    scene.nomad.register({"ID": "shop", "Meta": None}, "successful")
    scene.executor.submit(scene.offer)
    scene.nomad.deploy(1, status, words)
    if back:
        scene.nomad.register(scene.nomad.versions[0], back)
    seen = scene.executor.observe(scene.offer)
    assert (seen.finished, seen.results.get("shop")) == (expected is not None, expected)
    assert scene.result() == (expected or Result(judge.TIMED_OUT, "the deployment was not over in time"))


def test_nothing_was_begun() -> None:
    scene = Scene()
    assert scene.result() == Result(judge.FAILED, "no version of it was registered")
    scene.executor.submit(scene.offer)
    scene.nomad.deployments = []
    assert not scene.executor.observe(scene.offer).finished
    scene.clock.time += PLACING
    assert scene.executor.observe(scene.offer).results["shop"].detail == "Nomad began no deployment of version 0"


def test_one_look_waits_for_news() -> None:
    scene = Scene()
    scene.executor.submit(scene.offer)
    for _look in range(3):
        scene.executor.observe(scene.offer)
    assert [look.get("index") for look in scene.nomad.looks] == [None, 7, 7]
    assert [look.get("wait") for look in scene.nomad.looks] == [None, "4s", "4s"]
    scene.executor.observe(scene.offer, exact=True)
    assert "wait" not in scene.nomad.looks[-1]


@pytest.mark.parametrize(
    ("group", "ready", "text"),
    [
        ({"DesiredCanaries": 1, "PlacedCanaries": ["a"], "HealthyAllocs": 0}, False, "shop: 0 of 2 healthy"),
        ({"DesiredCanaries": 1, "PlacedCanaries": None, "HealthyAllocs": 2}, False, "shop: 2 of 2 healthy"),
        (
            {"DesiredCanaries": 1, "PlacedCanaries": ["a"], "HealthyAllocs": 1},
            True,
            "shop: 1 of 2 healthy, waits for its promotion",
        ),
        (
            {"DesiredCanaries": 1, "PlacedCanaries": ["a"], "HealthyAllocs": 1, "Promoted": True, "UnhealthyAllocs": 1},
            False,
            "shop: 1 of 2 healthy, 1 not",
        ),
    ],
)
def test_canaries(group: dict[str, t.Any], ready: bool, text: str) -> None:
    scene = Scene()
    scene.executor.submit(scene.offer)
    scene.nomad.deploy(0, "running", **group)
    seen = scene.executor.observe(scene.offer)
    assert (seen.ready, seen.text) == (ready, text)
    scene.executor.promote(scene.offer)
    assert scene.nomad.acts == ([("promote", "d0")] if ready else [])


def test_the_version_before_is_promoted_too() -> None:
    """It comes with canaries of its own, which nobody would promote: measured on 1.11.3."""
    scene = Scene()
    scene.nomad.register({"ID": "shop", "Meta": None}, "successful")
    scene.executor.submit(scene.offer)
    scene.nomad.deploy(1, "failed", "x - rolling back to job version 0")
    scene.nomad.register(scene.nomad.versions[0])
    scene.nomad.deploy(2, "running", DesiredCanaries=1, PlacedCanaries=["a"], HealthyAllocs=1)
    seen = scene.executor.observe(scene.offer)
    assert (scene.nomad.acts, seen.ready, seen.finished) == ([("promote", "d2")], False, False)


def test_paused_and_resumed() -> None:
    scene = Scene()
    scene.executor.submit(scene.offer)
    scene.executor.hold(scene.offer, False)
    scene.executor.hold(scene.offer, True)
    scene.nomad.deploy(0, "paused")
    scene.executor.hold(scene.offer, True)
    scene.executor.hold(scene.offer, False)
    assert scene.nomad.acts == [("pause True", "d0"), ("pause False", "d0")]


def test_stopped() -> None:
    scene = Scene()
    scene.nomad.register({"ID": "shop", "Meta": None}, "successful")
    scene.executor.submit(scene.offer)
    scene.executor.stop(scene.offer)
    scene.executor.stop(scene.offer)
    assert scene.nomad.acts == [("fail", "d1")]
    assert scene.result().outcome == judge.REVERTED


def test_taken_back() -> None:
    scene = Scene()
    back = dataclasses.replace(scene.update, back="shop-2", canary=0)
    before = {"ID": "shop", "Namespace": "default", "TaskGroups": [{"Name": "web", "Count": 1}], "Meta": {"mine": "1"}}
    scene.nomad.register(before, "successful")
    for attempt in ("a1", "a2"):
        scene.nomad.register({**before, "Meta": {"fleet_rollout": "shop-2", "fleet_attempt": attempt}}, "successful")
    offer = Offer("fleet-shop-2.rollback-w1-a1", "shop-2.rollback", "shop", 2, {"shop": "shop"}, back)
    scene.executor.submit(offer)
    job = scene.nomad.versions[-1]
    assert job["Meta"] == {"mine": "1", "fleet_rollout": "shop-2.rollback", "fleet_attempt": offer.key}
    assert (job["TaskGroups"][0]["Count"], job["Update"]["Canary"], job["Stop"]) == (1, 0, False)


def test_nothing_to_go_back_to() -> None:
    scene = Scene(back="shop-2", canary=0)
    scene.nomad.register({"ID": "shop", "Meta": {"fleet_rollout": "shop-2", "fleet_attempt": "a1"}}, "successful")
    scene.executor.submit(scene.offer)
    assert scene.result() == Result(judge.FAILED, "no version of it was registered")


def test_jobs_as_members() -> None:
    scene = Scene()
    assert [device.name for device in scene.jobs.select(policy.Select(all=True))] == ["shop"]
    scene.nomad.refuse = "Missing job datacenters"
    with pytest.raises(ApiError, match="Missing job datacenters"):
        scene.jobs.select(policy.Select(all=True))
    scene.nomad.kind = "batch"
    scene.again()
    with pytest.raises(BadInput, match="only service and system jobs have deployments"):
        scene.jobs.select(policy.Select(all=True))


def test_a_job_that_is_not_well() -> None:
    scene = Scene()
    assert scene.jobs.look(["shop"])["shop"].online
    assert scene.jobs.lost(["shop"]) == {"shop"}
    scene.executor.submit(scene.offer)
    assert scene.jobs.lost(["shop"]) == set()
    scene.nomad.running = 1
    assert scene.jobs.lost(["shop"]) == {"shop"}
