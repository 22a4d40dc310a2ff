# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is selected, who joins, who comes into which wave."""

from __future__ import annotations

import json
import typing as t

import pytest
from fleet_model import DOCUMENT, Thing, World, make_policy, world
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import judge, plan, ports, roster
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.policy import Policy

STATE = "fleet/rollouts/firmware-2/state"


def selecting(**select: t.Any) -> Policy:
    return make_policy(select={**DOCUMENT["select"], **select})


def names(here: World, given_policy: Policy) -> list[str]:
    return [device.name for device in roster.members(given_policy, here)]


def test_a_sample() -> None:
    here = world(*(f"d{number}" for number in range(40)))
    small, large = names(here, selecting(percent=10)), names(here, selecting(percent=30))
    assert (len(small), len(large)) == (4, 12)
    assert set(small) < set(large)


def test_too_many_are_refused_before_anything_is_written() -> None:
    here = world("a", "b", "c")
    with pytest.raises(BadInput, match=r"select.max_targets: 3 devices are selected, the limit is 2; narrow"):
        here.act(selecting(max_targets=2))
    assert not here.store.data
    assert here.act(selecting(max_targets=3)).state == "done"
    assert here.act(selecting(max_targets=3), "status").total == 3


def test_a_wave_looks_at_those_it_needs() -> None:
    here = world(*(f"d{number:02}" for number in range(60)))
    policy = make_policy(waves={"sizes": ["1", "20", "100%"]})
    assert here.act(policy).state == "done"
    assert here.looks == [1, 22, 39]


def test_a_wave_looks_further_where_many_are_away() -> None:
    here = World(Thing(f"d{number:02}", online=number > 29) for number in range(60))
    here.act(make_policy(waves={"sizes": ["1", "100%"]}))
    assert here.looks[:2] == [1, 59]
    assert here.things["id-d30"].ran
    assert not here.things["id-d29"].ran


def test_members_of_a_set_are_never_in_one_wave() -> None:
    sets = [["a1", "a2", "a3"], ["b1", "b2"], ["a2", "b2"]]
    here = world("a1", "a2", "a3", "b1", "b2", "c1", "c2")
    report = here.act(
        make_policy(
            select={"groups": ["x"], "anti_affinity": sets}, waves={"canary": 1, "start": 5}, failure={"percent": 99}
        )
    )
    assert report.counts == {"succeeded": 7}
    for names_ in here.together:
        assert all(len(names_ & set(one)) <= 1 for one in sets)
    assert max(len(names_) for names_ in here.together) > 2


def test_an_order_in_which_sets_are_spread() -> None:
    order = plan.spread(["a1", "a2", "b", "c1", "c2", "c3"], [{"a1", "a2"}, {"c1", "c2", "c3"}])
    assert order == [0, 2, 3, 1, 4, 5]


def test_so_many_of_a_pool() -> None:
    here = World([Thing(f"d{number}", pool="x" if number < 6 else "y") for number in range(12)])
    report = here.act(make_policy(max_in_flight_per_pool=2, waves={"canary": 1, "start": 10}))
    assert report.counts == {"succeeded": 12}
    assert here.most_of_a_pool == 2
    assert here.most == 4, "another pool fills the wave"


def test_frozen_members_stay_and_nobody_joins() -> None:
    here = world("a", "b", "c")
    here.clock.on_sleep = lambda: here.things.setdefault("id-z", Thing("z")) and None
    here.things["id-b"].selected = False
    report = here.act(selecting(membership="frozen"))
    assert report.counts == {"succeeded": 2}
    assert not here.things["id-z"].ran


def living(here: World, **changes: t.Any) -> Policy:
    return make_policy(
        select={"groups": ["x"], "membership": "living"}, timeout={"device": "10s", "rollout": "2h"}, **changes
    )


def test_who_joins_a_living_selection_is_offered_the_update() -> None:
    here = world("a", "b", "c")
    rules = living(here)
    report = here.act(rules, max_wait=100)
    assert (report.state, report.counts) == ("waiting", {"succeeded": 3})
    here.things["id-z"] = Thing("z")
    here.clock.time += 301
    report = here.act(rules, max_wait=100)
    assert (report.state, report.total, report.counts) == ("waiting", 4, {"succeeded": 4})
    assert len(here.things["id-z"].ran) == 1
    here.clock.time += 7200
    assert here.act(rules).state == "done", "when its time is over"


def test_who_leaves_a_living_selection_is_left_alone_until_it_is_back() -> None:
    here = world("a", "b", "c")
    rules = living(here, offline="catch_up", waves={"canary": 1, "start": 1})
    here.clock.on_sleep = lambda: setattr(here.things["id-c"], "selected", False)
    report = here.act(rules, max_wait=100)
    assert report.counts == {"succeeded": 2, "skipped": 1}
    here.clock.on_sleep = lambda: None
    here.things["id-c"].selected = True
    here.clock.time += 301
    assert here.act(rules, max_wait=100).counts == {"succeeded": 3}


def test_a_living_selection_may_be_empty_for_a_while() -> None:
    here = world("a", "b")
    rules = living(here)
    here.clock.on_sleep = lambda: [setattr(thing, "selected", False) for thing in here.things.values()] and None
    assert here.act(rules, max_wait=100).counts == {"succeeded": 1, "skipped": 1}


def test_pinned_and_skipped_devices_are_not_drawn() -> None:
    here = world("a", "b", "c", "d")
    assert here.act(make_policy(), "pin", node="a").changed
    assert not here.act(make_policy(), "pin", node="a").changed
    with pytest.raises(BadInput, match="nobody is there"):
        here.act(make_policy(), "pin", node="zz")
    report = here.act(make_policy(soak="1h"), max_wait=1)
    assert not here.things["id-a"].ran
    assert here.act(make_policy(soak="1h"), "skip", node="c").changed
    assert not here.act(make_policy(soak="1h"), "skip", node="c").changed
    with pytest.raises(BadInput, match=r"skip: 'b' was offered in wave 1 \(succeeded\)"):
        here.act(make_policy(soak="1h"), "skip", node="b")
    with pytest.raises(BadInput, match="skip: 'zz' is no member"):
        here.act(make_policy(soak="1h"), "skip", node="zz")
    here.clock.time += 3601
    report = here.act(make_policy(soak="1h"), max_wait=100_000)
    assert report.counts == {"succeeded": 2, "skipped": 2}
    assert not here.things["id-c"].ran
    trail = [entry.value["what"] for entry in here.store.list("fleet/rollouts/firmware-2/audit/")]
    assert "c is skipped from now on, by tester" in trail
    assert here.act(make_policy(), "unpin", node="a").changed
    assert not here.act(make_policy(), "unpin", node="a").changed
    assert here.act(make_policy(rollout="next")).counts == {"succeeded": 4}


def test_a_device_that_is_skipped_after_its_wave_was_drawn_by_a_process_that_died() -> None:
    here = world("a", "b")
    engine = here.engine(make_policy(soak="1h"))
    engine.act("start", 1)
    drawn = engine._draw(2, 1)
    here.store.cas("fleet/rollouts/firmware-2/waves/000002", drawn, 0)
    engine._lock = None
    engine._mark(drawn)
    assert here.act(make_policy(soak="1h"), "explain", node="b").message.startswith("b: not offered yet")
    here.act(make_policy(soak="1h"), "skip", node="b")
    here.clock.time += 3601
    assert here.act(make_policy(soak="1h")).counts == {"succeeded": 1, "skipped": 1}


def test_no_write_of_the_store_is_large() -> None:
    """1,000 devices a wave, all of them failing with long details, others offline: every document below 380 KiB."""
    name = "n" * 59 + "{:04d}"
    things = [Thing(name.format(number), ["silent"], online=number % 20 != 0, pool="p" * 60) for number in range(3500)]
    here = World(things)

    def observe(offer: ports.Offer, exact: bool = False) -> ports.Seen:
        del exact
        detail = 'ö"\\' * 100
        return ports.Seen(True, 0, {}, dict.fromkeys(offer.devices, ports.Result(judge.TIMED_OUT, detail)))

    here.observe = observe  # type: ignore[method-assign]
    rules = make_policy(
        waves={"sizes": ["1000"]}, retry={"max": 2, "backoff": "1s"}, failure={"percent": 100}, offline="catch_up"
    )
    here.act(rules)
    for _again in range(4):
        here.act(rules, "resume", max_wait=1)
    sizes = {key: len(value) for key, (value, _index) in here.store.data.items()}
    assert len(sizes) > 12
    assert max(len(json.loads(here.store.data[key][0])["devices"]) for key in sizes if "/waves/" in key) == 1000
    assert max(sizes.values()) < 380 * 1024, sorted(sizes.items(), key=lambda item: item[1])[-3:]
    assert sizes[STATE] < 64 * 1024


def test_the_state_does_not_grow_with_the_waves() -> None:
    here = world(*(f"d{number:03d}" for number in range(120)))
    report = here.act(make_policy(waves={"sizes": ["1"]}))
    assert report.counts == {"succeeded": 120}
    assert len(report.waves) == 50
    assert report.waves[-1]["number"] == 120


@settings(max_examples=40, deadline=None)
@given(
    pools=st.lists(st.sampled_from("xyz"), min_size=1, max_size=30),
    pairs=st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=10),
    per_pool=st.integers(1, 5),
    offline=st.sets(st.integers(0, 29)),
    start=st.integers(1, 12),
)
def test_limits_hold_and_nobody_is_forgotten(
    pools: list[str], pairs: list[tuple[int, int]], per_pool: int, offline: set[int], start: int
) -> None:
    things = [Thing(f"d{at:02d}", pool=pool, online=at not in offline) for at, pool in enumerate(pools)]
    here = World(things)
    sets = [[f"d{one:02d}", f"d{other:02d}"] for one, other in pairs if one != other]
    rules = make_policy(
        select={"groups": ["x"], "anti_affinity": sets},
        max_in_flight_per_pool=per_pool,
        waves={"canary": 0, "start": start},
    )
    report = here.act(rules)
    assert sum(report.counts.values()) == len(things)
    assert here.most_of_a_pool <= per_pool
    assert all(len(names_ & set(one)) <= 1 for names_ in here.together for one in sets)
    assert all(len(thing.ran) == (1 if thing.online else 0) for thing in things)
