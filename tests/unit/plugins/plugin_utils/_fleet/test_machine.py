# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds a wave back, what stops a rollout, what brings late devices in, and the way back."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from fleet_model import Crash, Faults, Thing, World, make_policy, world

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge

NAMES = [f"d{number:02d}" for number in range(8)]
LONG = 10_000_000
BACK = {
    "batch": {"command": "/opt/update", "args": ["1"]},
    "verify": {"command": "/opt/update", "args": ["--version"], "expect": "1"},
}


def trail(here: World) -> list[str]:
    return [entry.value["what"] for entry in here.store.list("fleet/rollouts/firmware-2/audit/")]


def test_no_wave_begins_outside_the_window() -> None:
    """The model's clock starts at 13:46 UTC, and every attempt takes three seconds."""
    here = world(*NAMES)
    rules = make_policy(window={"timezone": "UTC", "from": "13:46", "to": "13:47"}, waves={"sizes": ["1"]})
    report = here.act(rules)
    assert (report.state, report.failed) == ("waiting", False)
    assert "the window opens at 1970-01-13T13:46:00Z" in report.message
    assert report.next_step == 1_000_000 - 40 + 86_400
    begun = len(here.jobs)
    assert 1 < begun < len(NAMES)
    assert not here.act(rules).changed, "the next step is further away than an hour"
    assert len(here.jobs) == begun
    assert here.act(rules, max_wait=LONG).state == "done"
    assert all((job["begun"] % 86_400) // 60 == 13 * 60 + 46 for job in here.jobs.values())


def test_a_retry_waits_for_the_window_too() -> None:
    here = world("b", a=[judge.FAILED, judge.SUCCEEDED])
    rules = make_policy(window={"timezone": "UTC", "from": "13:46", "to": "13:47"}, retry={"max": 1, "backoff": "5m"})
    report = here.act(rules)
    assert (report.state, report.next_step) == ("running", 1_000_000 - 40 + 86_400)


def test_a_closed_gate_is_asked_again_and_said_once() -> None:
    here = world(*NAMES)
    here.closed = {"http": 1_000_200}
    report = here.act(make_policy(gates={"nomad": True, "http": [{"url": "http://x/health"}], "every": "30s"}))
    assert report.state == "done"
    assert trail(here).count("waiting: gate http http://x/health: not now") == 1
    assert min(job["begun"] for job in here.jobs.values()) >= 1_000_200
    assert here.asked.count("http http://x/health") == 8 + len(report.waves) - 1
    assert here.asked[:2] == ["nomad servers", "http http://x/health"]


def test_a_gate_that_stays_closed_stops_the_rollout() -> None:
    here = world(*NAMES)
    here.closed = {"command": 1_002_000}
    rules = make_policy(gates={"command": [{"command": "/bin/calm"}], "patience": "10m"})
    report = here.act(rules)
    assert (report.state, report.failed) == ("paused", True)
    assert report.message == "wave 1 paused: gate command /bin/calm: not now, for 600 s"
    assert not here.jobs
    here.clock.time = 1_002_000
    assert here.act(rules, "resume").state == "done"


def test_approvals() -> None:
    here = world(*NAMES)
    rules = make_policy(approve=["before_start", "after_canary"])
    report = here.act(rules)
    assert (report.state, report.approval, report.failed, report.next_step) == ("waiting", "before_start", False, None)
    assert not here.jobs
    assert not here.act(rules).changed, "waiting again changes nothing"
    report = here.act(rules, "approve")
    assert (report.approval, len(here.jobs)) == ("after_canary", 1)
    assert here.act(rules, "approve").state == "done"
    assert not here.act(rules, "approve").changed
    assert [text for text in trail(here) if text.startswith("approved")] == [
        "approved by tester: before_start",
        "approved by tester: after_canary",
    ]


def test_approval_of_each_wave() -> None:
    here = world("a", "b", "c")
    rules = make_policy(approve=["each_wave"], waves={"sizes": ["1"]})
    asked = [here.act(rules).approval]
    asked += [here.act(rules, "approve").approval for _wave in range(3)]
    assert asked == ["wave 1", "wave 2", "wave 3", ""]
    assert here.act(rules).state == "done"


def test_an_approval_does_not_undo_a_pause_and_expires_with_the_rollout() -> None:
    here = world("a", "b")
    rules = make_policy(approve=["before_start"], timeout={"rollout": "1h"})
    here.act(rules)
    here.act(rules, "pause")
    assert here.act(rules, "approve").state == "paused"
    assert here.act(rules, "resume").approval == "before_start"
    here.clock.time += 3601
    report = here.act(rules)
    assert (report.state, report.counts) == ("failed", {"overdue": 2})
    assert "2 of 2 devices were not offered" in report.message


def test_safe_mode_is_one_device_and_growth_begins_anew() -> None:
    names = [f"d{number:02d}" for number in range(30)]
    answers = {name: [judge.SUCCEEDED] for name in names}
    answers["d05"] = [judge.FAILED]
    here = world(**answers)
    rules = make_policy(failure={"count": 1, "safe_mode": True}, waves={"canary": 1, "start": 2, "factor": 3})
    assert here.act(rules).state == "paused"
    report = here.act(rules, "resume")
    assert report.state == "done"
    sizes = [(wave["size"], wave["canary"]) for wave in report.waves]
    assert sizes == [(1, True), (2, False), (6, False), (1, True), (2, False), (6, False), (12, False)]
    without = make_policy(rollout="other", failure={"count": 1}, waves={"canary": 1, "start": 2, "factor": 3})
    here.act(without)
    assert [wave["size"] for wave in here.act(without, "resume").waves] == [1, 2, 6, 6, 15]


def test_safe_mode_goes_on_with_a_list_of_sizes() -> None:
    here = world(*NAMES, d02=[judge.FAILED])
    rules = make_policy(failure={"count": 1, "safe_mode": True}, waves={"sizes": ["1", "3"]})
    here.act(rules)
    assert [wave["size"] for wave in here.act(rules, "resume").waves] == [1, 3, 1, 3]


def test_thresholds_of_all_waves_together() -> None:
    names = [f"d{number:02d}" for number in range(38)]
    here = world(**{name: [judge.FAILED if name[2] == "9" else judge.SUCCEEDED] for name in names})
    rules = make_policy(waves={"sizes": ["10"]}, failure={"percent": 50, "total": {"count": 2}})
    report = here.act(make_policy(rollout="x", waves={"sizes": ["10"]}, failure={"percent": 50}))
    assert report.message.startswith("wave 1 paused: 1 of 10 canaries"), "the first wave of a list is a canary"
    rules = make_policy(
        waves={"canary": 1, "start": 10, "max": 10}, failure={"percent": 50, "total": {"count": 2, "min_executed": 12}}
    )
    report = here.act(rules)
    assert report.message == "wave 3 paused: in all waves 2 of 21 failed (2 >= 2)"
    report = here.act(rules, "resume")
    assert report.message.startswith("done"), "who resumes has accepted what failed before"


def test_lost_in_the_update_is_an_outcome_of_its_own() -> None:
    here = world("b", "c", a=[judge.LOST, judge.SUCCEEDED])
    report = here.act(make_policy())
    assert (report.state, report.counts) == ("paused", {"lost": 1})
    assert here.act(make_policy(), "retry").counts == {"succeeded": 3}


def test_who_comes_back_is_caught_up_with() -> None:
    here = World([Thing("a", away_until=1_000_500), Thing("b"), Thing("c", away_until=1_000_900)])
    report = here.act(make_policy(offline="catch_up"))
    assert (report.state, report.counts) == ("done", {"succeeded": 3})
    assert [text for text in trail(here) if "catching up" in text] == [
        "wave 3 (catching up): 1 devices offered (a)",
        "wave 4 (catching up): 1 devices offered (c)",
    ]
    assert here.act(make_policy(offline="catch_up"), "explain", node="c").message == "c: succeeded in wave 4"


def test_late_devices_are_judged_like_all_others() -> None:
    here = World([Thing("a", [judge.FAILED], away_until=1_000_500), Thing("b"), Thing("c")])
    report = here.act(make_policy(offline="catch_up"))
    assert (report.state, report.counts) == ("paused", {"succeeded": 2, "failed": 1})
    assert report.message == "wave 3 paused: 1 of 1 failed (100.0 % >= 50 %)"


def test_overdue_is_no_success_and_can_be_caught_up_with_later() -> None:
    here = World(
        [Thing("a", away_until=1_900_000), Thing("b", barred="draining"), Thing("c"), Thing("d", barred="revoked")]
    )
    rules = make_policy(offline="catch_up", timeout={"rollout": "1h"})
    report = here.act(rules, max_wait=LONG)
    assert (report.state, report.failed) == ("failed", True)
    assert report.counts == {"succeeded": 1, "skipped": 1, "overdue": 2}
    assert "2 of 4 devices did not come back" in report.message
    here.clock.time = 2_000_000.0
    here.things["id-b"].barred = ""
    report = here.act(rules, "catch_up")
    assert (report.state, report.failed, report.counts) == ("done", False, {"succeeded": 3, "skipped": 1})
    assert not here.act(rules, "catch_up").changed


def test_a_locked_device_is_asked_less_and_less_often() -> None:
    here = World([Thing("a", locked=True), Thing("b")])
    report = here.act(make_policy(offline="catch_up", timeout={"rollout": "1d"}, soak="1s"), max_wait=LONG)
    assert sum("soaking" in text for text in trail(here)) == 1, "only what succeeded is watched"
    assert report.counts == {"succeeded": 1, "overdue": 1}
    begun = sorted(job["begun"] for job in here.jobs.values())
    waits = [later - earlier for earlier, later in itertools.pairwise(begun[2:])]
    assert len(waits) < 12
    assert waits[0] > 250
    assert waits[-1] > 10_000


def test_all_that_failed_are_tried_again_when_it_is_over() -> None:
    answers = {name: [judge.SUCCEEDED] for name in NAMES}
    here = world(**{**answers, "d03": [judge.FAILED, judge.SUCCEEDED], "d05": [judge.REJECTED], "d06": [judge.FAILED]})
    rules = make_policy(failure={"percent": 90}, waves={"canary": 1, "start": 10})
    assert here.act(rules).counts == {"succeeded": 5, "failed": 2, "rejected": 1}
    report = here.act(rules, "retry")
    assert (report.state, report.counts) == ("done", {"succeeded": 6, "failed": 1, "rejected": 1})
    assert [len(here.things[f"id-d0{number}"].ran) for number in (2, 3, 5, 6)] == [1, 2, 1, 2]


def test_a_rollback_reaches_every_device_that_may_be_changed() -> None:
    answers = {
        "a": [judge.SUCCEEDED],
        "b": [judge.FAILED, judge.SUCCEEDED],
        "c": [judge.REVERTED],
        "d": [judge.REJECTED],
        "e": ["silent", judge.SUCCEEDED],
        "f": [judge.SUCCEEDED],
    }
    here = world(**answers)
    rules = make_policy(
        waves={"sizes": ["1", "4", "1"]}, failure={"count": 4, "then": "rollback"}, rollback=BACK, soak="5s"
    )
    report = here.act(rules)
    assert (report.state, report.failed, report.stopped_by) == ("rolled_back", True, "threshold")
    assert report.message == "rolled back: done: 3 succeeded"
    assert {name: len(here.things[f"id-{name}"].ran) for name in answers} == {
        "a": 2,
        "b": 2,
        "c": 1,
        "d": 1,
        "e": 2,
        "f": 0,
    }
    assert {thing.release for thing in here.things.values()} == {"1"}
    order = [here.store.data[f"fleet/rollouts/{name}/state"][0] for name in ("firmware-2", "firmware-2.rollback")]
    assert ['"order": 1,' in order[0], '"order": 2,' in order[1]] == [True, True]
    assert not here.act(rules).changed
    for verb in ("resume", "retry", "catch_up"):
        with pytest.raises(BadInput, match="is rolled_back"):
            here.act(rules, verb)


def test_a_rollback_by_a_verb_withdraws_what_is_open_first() -> None:
    here = world(*NAMES)
    rules = make_policy(rollback=BACK, soak="10h")
    here.act(rules, max_wait=1)
    report = here.act(rules, "rollback")
    assert (report.state, report.failed) == ("rolled_back", False)
    assert here.things["id-d00"].release == "1"
    assert sum(len(thing.ran) for thing in here.things.values()) == 2
    other = make_policy(rollout="other")
    here.act(other)
    with pytest.raises(BadInput, match="it has no key 'rollback'"):
        here.act(other, "rollback")


def test_a_rollback_that_reaches_nobody_is_said() -> None:
    here = world("b", "c", a=[judge.FAILED, judge.FAILED, judge.SUCCEEDED])
    rules = make_policy(rollback=BACK, failure={"count": 1, "then": "rollback"})
    report = here.act(rules)
    assert (report.state, report.failed) == ("rolling_back", True)
    assert "1 of 1 canaries did not succeed" in report.message
    assert "no device succeeded (1 failed)" in report.message
    assert here.act(rules, "retry").state == "rolled_back"


def test_a_rollback_that_was_interrupted_can_be_paused_and_goes_on() -> None:
    faults = Faults()
    here = World([Thing(name) for name in NAMES], faults)
    rules = make_policy(rollback=BACK, soak="10h")
    here.act(rules, max_wait=1)
    faults.at = faults.passed + 24
    with pytest.raises(Crash):
        here.act(rules, "rollback")
    assert here.act(rules, "status").state == "rolling_back"
    assert here.act(rules, "pause").message == "paused by tester"
    report = here.act(rules)
    assert (report.state, report.failed, here.things["id-d00"].release) == ("rolling_back", False, "2")
    assert here.act(rules, "resume").state == "rolled_back"
    assert here.things["id-d00"].release == "1"


def test_nobody_to_roll_back() -> None:
    here = world("b", a=[judge.REVERTED])
    report = here.act(make_policy(rollback=BACK, failure={"count": 1, "then": "rollback"}))
    assert (report.state, report.message) == ("rolled_back", "rolled back: nobody had been changed")


def explained(here: World, rules: t.Any, name: str) -> str:
    report = here.act(rules, "explain", node=name)
    assert not report.failed
    assert not report.changed
    return report.message


def test_explain() -> None:
    here = World([Thing("a"), Thing("b", online=False), Thing("c", [judge.FAILED]), Thing("d"), Thing("e")])
    rules = make_policy(waves={"canary": 1, "start": 1}, retry={"max": 1, "backoff": "1s"})
    here.act(rules)
    here.act(rules, "pin", node="e")
    assert explained(here, rules, "a") == "a: succeeded in wave 1"
    assert explained(here, rules, "b") == "b: offline in wave 2; the policy says offline: skip"
    assert explained(here, rules, "id-c") == "c: failed in wave 2, after 2 attempts"
    assert explained(here, rules, "d").startswith(
        "d: not offered yet, number 4 of 5, after wave 2; the rollout is paused"
    )
    assert explained(here, rules, "e").endswith("it will not be: pinned by tester")
    with pytest.raises(BadInput, match="explain: 'zz' is no member of rollout"):
        explained(here, rules, "zz")
    here.act(rules, "resume")
    assert explained(here, rules, "b").endswith("the rollout is done, verb catch_up offers it again")


def test_explain_of_an_open_wave() -> None:
    here = world("b", a=[judge.FAILED])
    rules = make_policy(retry={"max": 1, "backoff": "5h"})
    here.act(rules, max_wait=60)
    assert explained(here, rules, "a") == "a: in wave 1, attempt 2, which is not over; failed up to now"


def test_who_joins_after_the_end_is_too_late() -> None:
    here = world("a")
    rules = make_policy(select={"all": True, "membership": "living"}, timeout={"rollout": "1h"})
    here.act(rules, max_wait=60)
    here.things["id-z"] = Thing("z")
    here.clock.time += 3700
    report = here.act(rules)
    assert (report.state, report.counts, report.total) == ("done", {"succeeded": 1}, 1)


def test_an_abort_before_those_that_failed_are_gathered() -> None:
    here = world("b", "c", "d", a=[judge.SUCCEEDED])
    here.things["id-c"].answers = [judge.FAILED, judge.SUCCEEDED]
    rules = make_policy(failure={"percent": 90})
    counts = here.act(rules).counts
    here.faults.at = here.faults.passed + 4
    with pytest.raises(Crash):
        here.act(rules, "retry")
    report = here.act(rules, "abort")
    assert (report.state, report.counts) == ("aborted", counts)


def test_the_plan_says_what_cannot_be_offered() -> None:
    here = World([Thing("a"), Thing("b", online=False), Thing("c")])
    here.act(make_policy(), "pin", node="c")
    rules = make_policy(
        select={"all": True, "anti_affinity": [["a", "x"]]}, soak="5m", retry={"max": 1, "backoff": "1m"}
    )
    report = here.act(rules, "plan")
    assert any(text.startswith("at most 9m40s in all") for text in here.said)
    assert report.message == "3 devices in 1 waves, 2 cannot be offered now"
    assert {"b: offline", "c: pinned by tester", "select.anti_affinity: x is not among them"} <= set(here.said)
