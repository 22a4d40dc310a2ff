# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rollouts of jobs: one after the other, tried out on canaries, promoted by health and soak or by an approval."""

from __future__ import annotations

import typing as t

import pytest
from fleet_model import Crash, Faults, Thing, World, world

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import audit, judge, parsing, policy, schema

JOBS: dict[str, t.Any] = {
    "rollout": "shop-2",
    "track": "shop",
    "update": {"deployment": {"jobs": [{"hcl": 'job "shop" {}', "variables": {"version": "2"}}]}},
    "soak": "1m",
    "timeout": {"device": "2m"},
}


def rules(**changes: t.Any) -> policy.Policy:
    return parsing.parse({**JOBS, **changes})


def test_what_a_policy_means_for_a_job() -> None:
    found = rules(waves={"canary": 2, "max": 5}, retry={"max": 1})
    job = policy.Job('job "shop" {}', {"version": "2"})
    assert found.update == policy.Deployment((job,), canary=2, max_parallel=5, timeout=120)
    assert found.rollback == policy.Deployment((job,), canary=0, max_parallel=5, timeout=120, back="shop-2")
    assert (found.waves.canary, found.waves.start, found.waves.max) == (0, 1, 1)
    assert found.failure == policy.Failure(policy.Limits(count=1))
    assert rules().update == policy.Deployment((job,), canary=1, max_parallel=1, timeout=120)


def test_a_file_is_read_once() -> None:
    text = "{rollout: a, track: b, update: {deployment: {jobs: [{file: shop.hcl}]}}}"
    found = parsing.load(text, {"shop.hcl": "job x {}"}.__getitem__)
    assert isinstance(found.update, policy.Deployment)
    assert found.update.jobs[0].hcl == "job x {}"
    assert found.hash != parsing.load(text, lambda _name: "job y {}").hash
    assert "shop.hcl" not in found.document
    assert parsing.parse(__import__("json").loads(found.document)).update == found.update


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"select": {"all": True}}, "select: cannot be used with update.deployment: a job itself says where it runs"),
        ({"verify": {"command": "/x", "expect": "1"}}, "verify: cannot be used with update.deployment"),
        (
            {"waves": {"start": 2}},
            "waves.start: cannot be used with update.deployment: deployments of Nomad do not grow",
        ),
        (
            {"failure": {"percent": 2}},
            "failure.percent: cannot be used with update.deployment: Nomad ends a deployment",
        ),
        ({"max_in_flight": 5}, "max_in_flight: cannot be used"),
        ({"offline": "catch_up"}, "offline: cannot be used"),
        ({"approve": ["after_canary"], "waves": {"canary": 0}}, "approve: after_canary needs canaries"),
        ({"update": {"deployment": {"jobs": []}}}, "update.deployment.jobs: must not be empty"),
        ({"update": {"deployment": {"jobs": [{}]}}}, "update.deployment.jobs[0]: give either file or hcl"),
        ({"update": {"deployment": {"job": []}}}, "update.deployment.job: unknown key, did you mean 'jobs'?"),
        (
            {"update": {"deployment": {"jobs": [{"hcl": "x", "variables": {"n": 1}}]}}},
            'update.deployment.jobs[0].variables.n: must be text, is a number (1); put it in quotes: "1"',
        ),
        (
            {"update": {"deployment": {"jobs": [{"hcl": "x", "variables": {"a-b": "1"}}]}}},
            "update.deployment.jobs[0].variables: 'a-b' is no name of a variable",
        ),
    ],
)
def test_refused(changes: dict[str, t.Any], says: str) -> None:
    with pytest.raises(schema.PolicyError) as error:
        rules(**changes)
    assert says in str(error.value)


def test_promoted_by_health_and_soak() -> None:
    here = world("a", "b")
    report = here.act(rules())
    assert (report.state, report.counts, here.promotions) == ("done", {"succeeded": 2}, 2)
    assert [one for one in here.said if one.startswith("wave 1")][:4] == [
        "wave 1: 1 jobs offered (a)",
        "wave 1: 1 healthy",
        "wave 1: the canaries are healthy, watched until 1970-01-12T13:47:41Z",
        "wave 1: promoted",
    ]


def test_promoted_by_an_approval_of_each_job() -> None:
    here = world("a", "b")
    given = rules(approve=["after_canary"])
    report = here.act(given)
    assert (report.state, report.approval, here.promotions) == ("waiting", "wave 1 after_canary", 0)
    assert here.act(given).approval == "wave 1 after_canary"
    assert here.act(given, "approve").approval == "wave 2 after_canary"
    report = here.act(given, "approve")
    assert (report.state, here.promotions) == ("done", 2)


def test_canaries_that_break_while_they_are_watched() -> None:
    here = world("a", "b")
    here.canaries_break_at = here.clock.time + 30
    report = here.act(rules())
    assert (report.state, report.counts, here.promotions) == ("paused", {"reverted": 1}, 0)
    assert "wave 1 paused: 1 of 1 failed (1 >= 1)" in report.message


def test_canaries_that_break_while_an_approval_is_missing() -> None:
    here = world("a")
    given = rules(approve=["after_canary"], soak="0s")
    here.act(given)
    here.canaries_break_at = here.clock.time
    assert here.act(given).counts == {"reverted": 1}


def test_nobody_approved_in_time() -> None:
    here = world("a")
    given = rules(approve=["after_canary"])
    here.act(given)
    here.clock.time += 8 * 86400
    report = here.act(given)
    assert (report.counts, report.failed) == ({"timed_out": 1}, True)
    assert all(job["stopped"] for job in here.jobs.values())


@pytest.mark.parametrize("at", [1, 20])
def test_paused_and_resumed(at: int) -> None:
    """While it is followed, and while its canaries are watched: the scheduler is told both."""
    here = world("a", "b")
    sleeps: list[int] = []

    def interrupt() -> None:
        sleeps.append(1)
        if len(sleeps) == at:
            here.store.cas("fleet/rollouts/shop-2/request", {"verb": "pause", "who": "other", "at": 0}, 0)

    here.clock.on_sleep = interrupt
    assert here.act(rules()).state == "paused"
    assert here.held
    assert here.act(rules()).state == "paused"
    assert here.held
    assert here.act(rules(), "resume").counts == {"succeeded": 2}
    assert not here.held


def test_aborted_while_an_approval_is_missing() -> None:
    here = world("a", "b")
    given = rules(approve=["after_canary"])
    here.act(given)
    report = here.act(given, "abort")
    assert (report.state, here.promotions) == ("aborted", 0)
    assert all(job["stopped"] for job in here.jobs.values())


def test_taken_back_all_at_once() -> None:
    here = world("a", "b")
    here.act(rules())
    report = here.act(rules(), "rollback")
    assert report.state == "rolled_back"
    assert [thing.release for thing in here.things.values()] == ["shop-2.rollback"] * 2


def test_a_node_cannot_be_skipped_by_a_wrong_name() -> None:
    here = world("a")
    here.act(rules(approve=["before_start"]))
    with pytest.raises(BadInput, match="'b' is no member"):
        here.act(rules(approve=["before_start"]), "skip", node="b")


SCENES: dict[str, tuple[dict[str, t.Any], dict[str, list[str]], tuple[str, ...], float]] = {
    "good": ({}, {}, ("start",), 0),
    "approved": ({"approve": ["after_canary"]}, {}, ("start", "approve", "approve"), 0),
    "broken, retried": ({}, {"b": [judge.REVERTED, judge.SUCCEEDED]}, ("start", "retry"), 0),
    "broken, tried again": ({"retry": {"max": 1}}, {"b": [judge.REVERTED, judge.SUCCEEDED]}, ("start",), 0),
    "broke while watched": ({}, {}, ("start",), 30),
    "aborted": ({"approve": ["after_canary"]}, {}, ("start", "abort"), 0),
    "paused": ({"approve": ["after_canary"]}, {}, ("start", "pause", "resume", "approve", "approve"), 0),
    "taken back": ({"failure": {"then": "rollback"}}, {"b": [judge.FAILED, judge.SUCCEEDED]}, ("start",), 0),
}


def played(name: str, faults: Faults) -> tuple[World, int]:
    """A scene in which everything that dies is typed again."""
    changes, answers, verbs, broken = SCENES[name]
    here = World(
        [Thing("a", answers.get("a", [judge.SUCCEEDED])), Thing("b", answers.get("b", [judge.SUCCEEDED]))], faults
    )
    if broken:
        here.canaries_break_at = here.clock.time + broken
    crashes = 0
    for verb in verbs:
        for _try in range(3):
            try:
                here.act(rules(**changes), verb)
                break
            except Crash:
                crashes += 1
    here.act(rules(**changes), "start")
    return here, crashes


def outcome(here: World) -> dict[str, t.Any]:
    entry = here.store.get("fleet/rollouts/shop-2/state")
    assert entry is not None
    trail = [one.value for one in here.store.list("fleet/rollouts/shop-2/audit/")]
    assert audit.broken(trail, entry.value["last"]) == ""
    ran = {thing.name: (len(thing.ran), thing.release) for thing in here.things.values()}
    said = [one["what"].partition(" watched")[0] for one in trail]
    return {"state": entry.value["state"], "counts": entry.value["counts"], "ran": ran, "said": said, "held": here.held}


@pytest.mark.parametrize("name", SCENES)
def test_killed_anywhere_it_ends_the_same(name: str) -> None:
    faults = Faults()
    expected = outcome(played(name, faults)[0])
    for number in range(1, faults.passed + 1):
        here, crashes = played(name, Faults(number))
        assert crashes == 1, f"point {number}"
        assert outcome(here) == expected, f"point {number} of {faults.passed}"
