# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine: what it does, and that killing it anywhere changes nothing."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from fleet_model import Crash, Faults, Thing, World, make_policy, world
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import audit, judge, rollout

MANY = [f"d{number:02d}" for number in range(12)]


def test_a_rollout_grows_and_ends() -> None:
    here = world(*MANY)
    report = here.act(make_policy())
    assert report.state == "done"
    assert not report.failed
    assert [wave["size"] for wave in report.waves] == [1, 2, 4, 5]
    assert report.counts == {"succeeded": 12}
    assert all(len(thing.ran) == 1 for thing in here.things.values())
    assert all(job["stopped"] for job in here.jobs.values())
    assert any("wave 1 (canary): 1 devices offered (d00)" in line for line in here.said)
    assert "3 of 12 devices had a turn, 1800 an hour, about 18s to go at this pace" in here.said
    assert sum("had a turn" in line for line in here.said) == 3


def test_a_finished_rollout_reports_and_does_nothing() -> None:
    here = world(*MANY)
    here.act(make_policy())
    before = dict(here.store.data)
    report = here.act(make_policy())
    assert (report.state, report.changed) == ("done", False)
    assert here.store.data == before


def test_a_broken_canary_stops_everything() -> None:
    here = world("b", "c", a=[judge.REVERTED])
    report = here.act(make_policy())
    assert (report.state, report.stopped_by, report.failed) == ("paused", "threshold", True)
    assert "wave 1 paused: 1 of 1 canaries did not succeed (1 reverted)" in report.message
    assert [failure["name"] for failure in report.failures] == ["a"]
    assert not here.things["id-b"].ran
    again = here.act(make_policy())
    assert (again.state, again.failed, again.changed) == ("paused", True, False)


def test_resume_after_a_broken_canary_is_another_canary() -> None:
    here = world("b", "c", a=[judge.FAILED])
    here.act(make_policy())
    report = here.act(make_policy(), "resume")
    assert report.state == "done"
    assert [(wave["size"], wave["canary"]) for wave in report.waves] == [(1, True), (1, True), (1, False)]
    assert report.counts == {"succeeded": 2, "failed": 1}


def test_retry_offers_the_failed_ones_once_more() -> None:
    here = world("b", "c", a=[judge.FAILED, judge.SUCCEEDED])
    here.act(make_policy())
    report = here.act(make_policy(), "retry")
    assert report.state == "done"
    assert report.counts == {"succeeded": 3}
    assert len(here.things["id-a"].ran) == 2
    assert len(here.things["id-b"].ran) == 1


def test_numbers_of_a_breach_are_printed() -> None:
    things = {f"d{number:03d}": [judge.SUCCEEDED] for number in range(150)}
    for number in (20, 30, 40, 50, 60, 70, 80):
        things[f"d{number:03d}"] = [judge.FAILED]
    here = world(**things)
    report = here.act(make_policy(waves={"sizes": ["1", "9", "140"]}, failure={"percent": 5}))
    assert report.message == "wave 3 paused: 7 of 140 failed (5.0 % >= 5 %)"


def test_abort_by_threshold() -> None:
    here = world("b", "c", a=[judge.REJECTED])
    report = here.act(make_policy(failure={"count": 1, "then": "abort"}))
    assert (report.state, report.stopped_by) == ("aborted", "threshold")
    with pytest.raises(BadInput, match="is aborted"):
        here.act(make_policy(failure={"count": 1, "then": "abort"}), "resume")


def test_automatic_retry_counts_a_device_once() -> None:
    here = world("a", "b", c=[judge.FAILED, judge.TIMED_OUT, judge.SUCCEEDED])
    report = here.act(make_policy(retry={"max": 2, "backoff": "5s"}))
    assert report.state == "done"
    assert report.counts == {"succeeded": 3}
    assert len(here.things["id-c"].ran) == 3


def test_a_rejected_device_is_not_retried() -> None:
    here = world("a", "b", c=[judge.REJECTED])
    report = here.act(make_policy(retry={"max": 2, "backoff": "5s"}, failure={"percent": 80}))
    assert report.counts == {"succeeded": 2, "rejected": 1}
    assert len(here.things["id-c"].ran) == 1


def test_offline_before_the_offer_is_neutral_and_replaced() -> None:
    here = World([Thing("a", online=False), Thing("b"), Thing("c", barred="draining"), Thing("d")])
    report = here.act(make_policy())
    assert report.state == "done"
    assert report.counts == {"succeeded": 2, "offline": 1, "skipped": 1}
    assert [wave["size"] for wave in report.waves] == [1, 1]


def test_nobody_reachable_is_not_a_success() -> None:
    report = World([Thing("a", online=False)]).act(make_policy())
    assert (report.state, report.failed) == ("failed", True)
    assert "no device was updated (1 offline)" in report.message


def test_a_silent_device_counts_as_failed() -> None:
    here = world("b", "c", a=["silent"])
    report = here.act(make_policy())
    assert report.state == "paused"
    assert report.counts == {"timed_out": 1}


def test_lost_in_the_soak_is_a_failure() -> None:
    here = world("a", "b")
    here.clock.on_sleep = lambda: setattr(here.things["id-a"], "online", here.clock.time < 1_000_020)
    report = here.act(make_policy(soak="1m"))
    assert report.state == "paused"
    assert report.failures[0]["detail"] == "lost after the update"


def test_a_long_wait_ends_the_run_and_the_next_run_goes_on() -> None:
    here = world("a", "b")
    given_policy = make_policy(soak="2h")
    report = here.act(given_policy, max_wait=60)
    assert (report.state, report.failed) == ("soaking", False)
    assert report.next_step is not None
    here.clock.time = report.next_step
    assert here.act(given_policy, max_wait=60).state == "soaking"
    here.clock.time += 7200
    assert here.act(given_policy, max_wait=60).state == "done"


def test_the_deadline_of_the_rollout() -> None:
    here = world(*MANY)
    report = here.act(make_policy(soak="1h", timeout={"rollout": "90m"}), max_wait=1_000_000)
    assert (report.state, report.failed) == ("failed", True)
    assert "the time for the rollout is over, 9 of 12 devices were not offered" in report.message


def test_another_policy_under_the_same_name_is_refused() -> None:
    here = world("a", "b")
    here.act(make_policy())
    with pytest.raises(BadInput, match="started with another policy"):
        here.act(make_policy(soak="1m"))


def test_verbs_that_are_unknown_or_too_early() -> None:
    here = world("a")
    with pytest.raises(BadInput, match="unknown"):
        here.act(make_policy(), "frobnicate")
    for verb in rollout.VERBS:
        if verb not in ("start", "plan", "pin", "unpin"):
            with pytest.raises(BadInput, match="never started"):
                here.act(make_policy(), verb, node="a" if verb in rollout.ABOUT_A_NODE else "")
    with pytest.raises(BadInput, match="skip: say for which device"):
        here.act(make_policy(), "skip")
    with pytest.raises(BadInput, match="'node' is only for explain, skip, pin, unpin"):
        here.act(make_policy(), "pause", node="a")


def test_plan_writes_nothing() -> None:
    here = world(*MANY)
    report = here.act(make_policy(), "plan")
    assert [wave["size"] for wave in report.waves] == [1, 2, 4, 5]
    assert not here.store.data
    assert not here.jobs


@pytest.mark.parametrize("verb", ["pause", "abort"])
def test_a_verb_reaches_the_process_that_runs(verb: str) -> None:
    here = world(*MANY)
    given_policy = make_policy()
    reports = []

    def interrupt() -> None:
        here.clock.on_sleep = lambda: None
        here.store.cas("fleet/rollouts/firmware-2/request", {"verb": verb, "who": "other", "at": 0}, 0)

    here.clock.on_sleep = interrupt
    reports.append(here.act(given_policy))
    assert reports[0].state == {"pause": "paused", "abort": "aborted"}[verb]
    assert (reports[0].stopped_by, reports[0].failed) == ("user", False)
    assert here.store.get("fleet/rollouts/firmware-2/request") is None
    if verb == "abort":
        assert all(job["stopped"] for job in here.jobs.values())
        assert here.act(given_policy).state == "aborted"
    else:
        assert here.act(given_policy).state == "paused"
        assert here.act(given_policy, "resume").counts == {"succeeded": 12}
    assert all(len(thing.ran) <= 1 for thing in here.things.values())


def test_a_verb_without_an_answer_gives_up_and_leaves_no_request() -> None:
    here = world(*MANY)
    here.act(make_policy(soak="10h"), max_wait=1)
    with here.store.lock("rollout-firmware-2"), pytest.raises(FleetError, match="did not answer within 60 s"):
        here.act(make_policy(soak="10h"), "pause")
    assert here.store.get("fleet/rollouts/firmware-2/request") is None


def test_a_second_controller_is_kept_out() -> None:
    here = world("a")
    with here.store.lock("rollout-firmware-2"), pytest.raises(FleetError, match="is locked"):
        here.act(make_policy())


def test_a_lost_lock_stops_before_the_next_side_effect() -> None:
    here = world("a", "b")

    def steal() -> None:
        here.store.epochs["rollout-firmware-2"] += 1

    here.clock.on_sleep = steal
    with pytest.raises(FleetError, match="lock lost"):
        here.act(make_policy())
    assert not here.things["id-b"].ran


def test_a_dead_parent_stops_before_the_next_write() -> None:
    here = world("a", "b")
    dead: list[bool] = []
    here.clock.on_sleep = lambda: dead.append(True)

    def guard() -> None:
        if dead:
            raise FleetError("the parent is gone")

    with pytest.raises(FleetError, match="parent is gone"):
        here.engine(make_policy(), guard).act("start")
    assert here.act(make_policy()).state == "done"


def test_order_of_a_track_grows() -> None:
    here = world("a")
    here.act(make_policy())
    here.act(make_policy(rollout="firmware-3"))
    entry = here.store.get("fleet/rollouts/firmware-3/state")
    assert entry is not None
    assert entry.value["order"] == 2


def test_audit_trail() -> None:
    here = world("a", "b")
    here.act(make_policy())
    trail = [entry.value for entry in here.store.list("fleet/rollouts/firmware-2/audit/")]
    assert next(one["what"] for one in trail) == "started by tester: 2 devices"
    assert trail[-1]["what"] == "done: 2 succeeded"
    assert all(one["who"] == "tester" and one["at"] and one["hash"] for one in trail)


@dataclasses.dataclass
class Scene:
    """What is done, to whom."""

    changes: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    answers: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    verbs: tuple[str, ...] = ("start",)
    things: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)
    closed: dict[str, float] = dataclasses.field(default_factory=dict)


BACK = {
    "batch": {"command": "/opt/update", "args": ["1"]},
    "verify": {"command": "/opt/update", "args": ["--version"], "expect": "1"},
}
AGAIN = [judge.FAILED, judge.SUCCEEDED]

SCENES = {
    "good": Scene(),
    "retries": Scene({"retry": {"max": 1, "backoff": "2s"}}, {"d03": AGAIN}),
    "soak": Scene({"soak": "5s"}),
    "broken canary, resumed": Scene({}, {"d00": [judge.FAILED]}, ("start", "resume")),
    "broken canary, retried": Scene({}, {"d00": AGAIN}, ("start", "retry")),
    "broken canary, aborted": Scene({}, {"d00": [judge.FAILED]}, ("start", "abort")),
    "aborted by threshold": Scene({"failure": {"count": 1, "then": "abort"}}, {"d02": [judge.FAILED]}),
    "safe mode": Scene({"failure": {"count": 1, "safe_mode": True}}, {"d02": [judge.FAILED]}, ("start", "resume")),
    "all that failed, retried": Scene({"failure": {"percent": 90}}, {"d01": AGAIN, "d04": AGAIN}, ("start", "retry")),
    "skipped": Scene({}, {"d00": [judge.FAILED]}, ("start", "skip d03", "resume")),
    "caught up": Scene({"offline": "catch_up"}, things={"d04": {"away_until": 1_000_100}}),
    "caught up by a verb": Scene({}, verbs=("start", "catch_up"), things={"d04": {"away_until": 1_000_100}}),
    "overdue": Scene({"offline": "catch_up", "timeout": {"rollout": "9m"}}, things={"d04": {"online": False}}),
    "locked": Scene({"offline": "catch_up", "timeout": {"rollout": "9m"}}, things={"d04": {"locked": True}}),
    "window": Scene({"window": {"timezone": "UTC", "from": "13:50"}}),
    "gate": Scene({"gates": {"nomad": True, "http": [{"url": "http://x"}]}}, closed={"http": 1_000_100}),
    "approved": Scene({"approve": ["before_start", "after_canary"]}, verbs=("start", "approve", "approve")),
    "joined": Scene(
        {"select": {"all": True, "membership": "living"}, "timeout": {"rollout": "9m"}},
        things={"d04": {"joins_at": 1_000_100}},
    ),
    "apart": Scene(
        {"select": {"all": True, "anti_affinity": [["d01", "d02", "d03"]]}, "waves": {"canary": 1, "start": 5}}
    ),
    "rolled back by threshold": Scene(
        {"failure": {"count": 1, "then": "rollback"}, "rollback": BACK}, {"d02": AGAIN, "d01": [judge.SUCCEEDED]}
    ),
    "rolled back by a verb": Scene(
        {"rollback": BACK}, {"d00": [judge.REVERTED, judge.SUCCEEDED]}, ("start", "resume", "rollback")
    ),
}


def build(scene: Scene, faults: Faults) -> World:
    answers = scene.answers
    names = MANY[:5]
    things = [Thing(name, answers.get(name, [judge.SUCCEEDED]), **scene.things.get(name, {})) for name in names]
    here = World(things, faults)
    here.closed = scene.closed
    return here


def play(here: World, scene: Scene) -> int:
    """Run the verbs of a scene; after a crash the same verb is typed again. Returns the crashes."""
    crashes = 0
    rules = make_policy(**scene.changes)
    for verb, _space, node in (text.partition(" ") for text in scene.verbs):
        for _try in range(3):
            try:
                here.act(rules, verb, node=node)
                break
            except Crash:
                crashes += 1
    # The verb may have crashed after its write; typing it again then finds the work half done and "start" ends it.
    here.act(rules, "start")
    return crashes


def result(here: World) -> dict[str, t.Any]:
    found: dict[str, t.Any] = {}
    keys = ("state", "phase", "counts", "waves", "cursor", "wave", "attempt", "message", "stopped_by", "passed", "late")
    for name in ("firmware-2", "firmware-2.rollback"):
        entry = here.store.get(f"fleet/rollouts/{name}/state")
        if entry is not None:
            trail = [one.value for one in here.store.list(f"fleet/rollouts/{name}/audit/")]
            assert audit.broken(trail, entry.value["last"]) == ""
            assert sum(entry.value["counts"].values()) <= entry.value["total"]
            found[name] = {**{key: entry.value[key] for key in keys}, "trail": [one["what"] for one in trail]}
    devices = {thing.name: (len(thing.ran), thing.release) for thing in here.things.values()}
    return {**found, "devices": devices, "stopped": all(job["stopped"] for job in here.jobs.values())}


ENDS: dict[str, tuple[str, dict[str, int]]] = {
    "safe mode": ("done", {"succeeded": 4, "failed": 1}),
    "all that failed, retried": ("done", {"succeeded": 5}),
    "skipped": ("done", {"succeeded": 3, "failed": 1, "skipped": 1}),
    "caught up": ("done", {"succeeded": 5}),
    "caught up by a verb": ("done", {"succeeded": 5}),
    "overdue": ("failed", {"succeeded": 4, "overdue": 1}),
    "locked": ("failed", {"succeeded": 4, "overdue": 1}),
    "window": ("done", {"succeeded": 5}),
    "gate": ("done", {"succeeded": 5}),
    "approved": ("done", {"succeeded": 5}),
    "joined": ("done", {"succeeded": 5}),
    "apart": ("done", {"succeeded": 5}),
    "rolled back by threshold": ("rolled_back", {"succeeded": 2, "failed": 1}),
    "rolled back by a verb": ("rolled_back", {"succeeded": 4, "reverted": 1}),
}


@pytest.mark.parametrize("scene", ENDS)
def test_how_a_scene_ends(scene: str) -> None:
    here = build(SCENES[scene], Faults())
    play(here, SCENES[scene])
    report = here.act(make_policy(**SCENES[scene].changes), "status")
    assert (report.state, report.counts) == ENDS[scene]
    assert report.failed == (report.state == "failed" or report.stopped_by == "threshold")


@pytest.mark.parametrize("scene", SCENES)
def test_killed_anywhere_it_ends_the_same(scene: str) -> None:
    faults = Faults()
    whole = build(SCENES[scene], faults)
    play(whole, SCENES[scene])
    expected = result(whole)
    points = faults.passed
    assert points > 30
    for number in range(1, points + 1):
        here = build(SCENES[scene], Faults(number))
        assert play(here, SCENES[scene]) == 1, f"point {number}"
        assert result(here) == expected, f"point {number} of {points}"


@pytest.mark.parametrize("before", [True, False])
def test_the_fleet_may_change_while_nobody_runs_the_rollout(before: bool) -> None:
    """Killed anywhere, and before it goes on devices come or go: everybody still has one outcome, and ran once at most."""
    rules = make_policy(waves={"canary": 1, "start": 2, "max": 2})
    point = 0
    while True:
        point += 1
        here = World([Thing(name, online=before or name not in ("d00", "d02")) for name in MANY[:6]], Faults(point))
        try:
            here.act(rules)
            break  # it ended before it could be killed
        except Crash:
            for name in ("d00", "d02"):
                here.things[f"id-{name}"].online = not before
        report = here.act(rules)
        assert (report.state, sum(report.counts.values())) == ("done", 6), f"point {point}"
        ran = [len(thing.ran) for thing in here.things.values()]
        assert (max(ran), sum(ran)) == (1, report.counts["succeeded"]), f"point {point}"
    assert point > 60


@settings(max_examples=60, deadline=None)
@given(
    outcomes=st.lists(
        st.sampled_from([*[judge.SUCCEEDED] * 6, judge.FAILED, judge.REJECTED, "silent"]), min_size=1, max_size=40
    ),
    offline=st.sets(st.integers(0, 39)),
    percent=st.integers(1, 100),
    in_flight=st.integers(1, 20),
    start=st.integers(1, 10),
)
def test_every_device_ends_in_one_outcome(
    outcomes: list[str], offline: set[int], percent: int, in_flight: int, start: int
) -> None:
    things = [Thing(f"d{number:02d}", [one], online=number not in offline) for number, one in enumerate(outcomes)]
    here = World(things)
    rules = make_policy(failure={"percent": percent}, max_in_flight=in_flight, waves={"canary": 1, "start": start})
    report = here.act(rules)
    waves_at_stop = len(here.jobs)
    assert here.most <= in_flight
    assert report.state in ("done", "paused", "failed")
    if report.state == "paused":
        here.act(rules)
        assert len(here.jobs) == waves_at_stop, "no wave after a breach"
    for _again in range(len(things) + 1):
        if report.state != "paused":
            break
        report = here.act(rules, "resume")
    assert report.state in ("done", "failed")
    assert sum(report.counts.values()) == len(things)
    assert all(len(thing.ran) == (1 if thing.online else 0) for thing in things)


@settings(max_examples=80, deadline=None)
@given(
    outcomes=st.lists(
        st.sampled_from([*[judge.SUCCEEDED] * 5, judge.FAILED, judge.REJECTED, judge.LOST, "silent"]),
        min_size=1,
        max_size=10,
    ),
    away=st.dictionaries(st.integers(0, 9), st.sampled_from([1_000_050, 1_000_200, 9_000_000])),
    changes=st.fixed_dictionaries(
        {
            "failure": st.sampled_from(
                [{"percent": 40}, {"count": 1, "then": "abort"}, {"count": 2, "then": "rollback"}]
            ),
            "offline": st.sampled_from(["skip", "catch_up"]),
            "retry": st.sampled_from([{"max": 0}, {"max": 1, "backoff": "5s"}]),
            "soak": st.sampled_from(["0s", "5s"]),
            "waves": st.sampled_from([{"canary": 0, "start": 3}, {"canary": 1, "start": 2}, {"sizes": ["1", "50%"]}]),
            "select": st.sampled_from(
                [{"all": True}, {"all": True, "anti_affinity": [["d00", "d01"], ["d01", "d02"]]}]
            ),
            "max_in_flight_per_pool": st.integers(1, 4),
        }
    ),
    at=st.integers(1, 200),
)
def test_any_policy_survives_being_killed(
    outcomes: list[str], away: dict[int, int], changes: dict[str, t.Any], at: int
) -> None:
    """Random policies, devices and moments of death: the same end as without, and nothing twice."""
    scene = Scene({**changes, "rollback": BACK, "timeout": {"device": "10s", "rollout": "8m"}})

    def made(faults: Faults) -> World:
        some = enumerate(outcomes)
        return World([Thing(MANY[number], [one], away_until=away.get(number, 0)) for number, one in some], faults)

    whole, killed = made(Faults()), made(Faults(at))
    play(whole, scene)
    play(killed, scene)
    assert result(killed) == result(whole)
    state = whole.store.get("fleet/rollouts/firmware-2/state")
    assert state is not None
    if state.value["state"] in ("done", "failed") and not state.value["back"]:
        assert sum(state.value["counts"].values()) == len(outcomes)
    assert whole.most_of_a_pool <= changes["max_in_flight_per_pool"]
