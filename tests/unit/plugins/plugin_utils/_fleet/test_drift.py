# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as drift, what as a move, and what follows from it."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet import drift, records
from ansible_collections.nomadic.fleet.plugins.plugin_utils._fleet.drift import (
    DRIFT,
    ISOLATE,
    MOVE,
    MOVE_AND_HOLD,
    RELEASE,
    Finding,
    Move,
    Sighting,
)

NETWORK = ipaddress.IPv4Network("10.9.0.0/24")


def record(state: str = "accepted", **more: t.Any) -> dict[str, t.Any]:
    given = {"name": "a", **records.FRESH, "state": state, "node_id": "id-a", "group": "kiosk", "placed": "kiosk"}
    return {**given, **more}


def node(**more: t.Any) -> Sighting:
    return dataclasses.replace(Sighting("id-a", "a", "external", "kiosk"), **more)


def judge(one: dict[str, t.Any] | None, *seen: Sighting, repair: bool = False) -> list[Finding | Move]:
    found = drift.judge([one] if one else [], seen, [NETWORK], repair)
    return [*found.findings, *found.moves]


def only(found: t.Sequence[Finding | Move]) -> t.Any:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("one", "seen"),
    [
        (record(), node()),
        (record(), node(online=False)),
        (record(), node(eligible=False)),  # an operator holds it back
        (record(), node(eligible=False, mark=MOVE_AND_HOLD)),  # still so, and it is where it was moved to
        (record(group="", placed=""), node(group="")),
        ({key: value for key, value in record().items() if key != "placed"}, node()),  # of an earlier release
        (record(state="pending"), node(pool="external-pending")),
        (None, node(pool="default")),  # a node of a cloud
        (None, node(pool="default", address="10.10.0.1")),
        (None, node(pool="default", address="not an address")),
    ],
)
def test_what_is_in_order(one: dict[str, t.Any] | None, seen: Sighting) -> None:
    assert judge(one, seen) == []
    assert judge(one, seen, repair=True) == []


@pytest.mark.parametrize(
    ("kind", "one", "seen"),
    [
        ("unknown", None, node()),
        ("unknown", None, node(pool="external-pending")),
        ("unknown", None, node(pool="default", address="10.9.0.77")),
        ("unknown", record(name="b", node_id="", state="declared", pool="trucks"), node(pool="trucks")),
        ("ended", record("revoking"), node()),
        ("ended", record("revoked"), node(online=False)),
        ("ended", record("retired"), node(id="other")),
        ("ended", record("rejected", node_id=""), node()),
        ("second", record(), node(id="other")),
        ("ghost", record(), node(id="other", online=False)),
        ("name", record(), node(name="b")),
        ("pool", record(), node(pool="default")),
        ("pool", record(state="pending"), node()),
        ("group", record(), node(group="sensor")),
        ("group", record(), node(group="")),
        ("group", record(group="sensor"), node(group="elsewhere")),
    ],
)
def test_what_drifts_gets_no_work(kind: str, one: dict[str, t.Any] | None, seen: Sighting) -> None:
    found = {finding.kind: finding for finding in judge(one, seen) if finding.kind != "gone"}
    assert list(found) == [kind]
    assert found[kind].act == ISOLATE
    assert found[kind].node_id == seen.id
    assert found[kind].name == (one["name"] if one and one["node_id"] == seen.id else seen.name)
    assert found[kind].hint
    assert "{" not in found[kind].hint
    held = dataclasses.replace(seen, eligible=False)
    by_hand = {finding.kind: finding for finding in judge(one, held) if finding.kind != "gone"}
    assert by_hand[kind].act == ISOLATE  # its work would go on
    again = {
        finding.kind: finding for finding in judge(one, dataclasses.replace(held, mark=DRIFT)) if finding.kind != "gone"
    }
    assert again[kind].act == ""
    assert again[kind].kind == kind  # told until it is over


def test_a_device_under_another_name_takes_nobody_elses_place() -> None:
    """It says the name of a device of another record: its own id tells who it is."""
    both = [record(), record(name="b", node_id="id-b")]
    found = drift.judge(both, [node(name="b"), node(id="id-b", name="b")])
    assert [(one.kind, one.name, one.node_id) for one in found.findings] == [("name", "a", "id-a")]


def test_nothing_is_done_about_who_is_being_enrolled_or_not_there() -> None:
    one = only(judge(record("issued", node_id=""), node()))
    assert (one.kind, one.act) == ("unpinned", "")
    one = only(judge(record()))
    assert (one.kind, one.act) == ("gone", "")
    assert judge(record("revoked")) == []
    assert judge(record("declared", node_id="")) == []


@pytest.mark.parametrize(
    ("one", "seen", "expected"),
    [
        # from one group to another, also if the device is away
        (record(group="sensor"), node(), ("kiosk", "sensor", True, False, True)),
        (record(group="sensor"), node(online=False), ("kiosk", "sensor", False, False, True)),
        (record(group=""), node(), ("kiosk", "", True, False, True)),
        # one that an operator holds back stays so
        (record(group="sensor"), node(eligible=False), ("kiosk", "sensor", True, False, False)),
        (record(group="sensor"), node(eligible=False, mark=MOVE_AND_HOLD), ("kiosk", "sensor", True, False, False)),
        # interrupted: after the drain, after the metadata, after the record
        (record(group="sensor"), node(eligible=False, mark=MOVE), ("kiosk", "sensor", True, False, True)),
        (
            record(group="sensor"),
            node(group="sensor", eligible=False, mark=MOVE),
            ("sensor", "sensor", True, True, True),
        ),
        (record(), node(eligible=False, mark=MOVE), ("kiosk", "kiosk", True, True, True)),
        # it is there already, but nobody has taken its old work
        (record(group="sensor"), node(group="sensor"), ("sensor", "sensor", True, False, True)),
        # the first group of a device, and one whose wish changes on the way
        (record(placed=""), node(group=""), ("", "kiosk", True, False, True)),
    ],
)
def test_moves(one: dict[str, t.Any], seen: Sighting, expected: tuple[t.Any, ...]) -> None:
    move = only(judge(one, seen))
    assert isinstance(move, Move)
    assert (move.before, move.after, move.online, move.emptied, move.release) == expected
    assert (move.name, move.node_id) == ("a", "id-a")


def test_repair() -> None:
    group = only(judge(record(), node(group="sensor", eligible=False, mark=DRIFT), repair=True))
    assert isinstance(group, Move)
    assert (group.before, group.after, group.release) == ("sensor", "kiosk", True)
    still = only(judge(record(), node(eligible=False, mark=DRIFT)))
    assert (still.kind, still.act) == ("isolated", "")
    over = only(judge(record(), node(eligible=False, mark=DRIFT), repair=True))
    assert (over.kind, over.act) == ("isolated", RELEASE)
    both = only(judge(record(group="sensor"), node(eligible=False, mark=DRIFT), repair=True))
    assert isinstance(both, Move)
    assert both.release
    for seen in (node(name="b"), node(pool="default"), node(id="other")):
        found = [one for one in judge(record(), seen, repair=True) if isinstance(one, Finding) and one.kind != "gone"]
        assert only(found).act == ISOLATE


SIGHTINGS = st.builds(
    Sighting,
    id=st.sampled_from(["id-a", "id-b", "x"]),
    name=st.sampled_from(["a", "b", "c"]),
    pool=st.sampled_from(["default", "external", "external-pending", "trucks"]),
    group=st.sampled_from(["", "kiosk", "sensor"]),
    online=st.booleans(),
    eligible=st.booleans(),
    mark=st.sampled_from(["", DRIFT, MOVE, MOVE_AND_HOLD]),
    address=st.sampled_from(["", "10.9.0.4", "10.1.1.1"]),
)
RECORDS = st.builds(
    record,
    state=st.sampled_from(records.STATES),
    name=st.just("a"),
    node_id=st.sampled_from(["id-a", ""]),
    group=st.sampled_from(["", "kiosk", "sensor"]),
    placed=st.sampled_from(["", "kiosk", "sensor"]),
    pool=st.sampled_from(["external", "trucks"]),
)


@given(RECORDS, SIGHTINGS, st.booleans())
def test_nobody_works_who_is_not_what_the_registry_says(one: dict[str, t.Any], seen: Sighting, repair: bool) -> None:
    """Whatever is seen: who may go on working is exactly what his record says, is being enrolled, or is not ours."""
    if seen.eligible:
        seen = dataclasses.replace(seen, mark="")
    found = [
        item
        for item in judge(one, seen, repair=repair)
        if item.node_id == seen.id and getattr(item, "kind", "") != "gone"
    ]
    assert len(found) <= 1
    right = (
        one["state"] == "accepted"
        and one["node_id"] == seen.id
        and (one["name"], one["pool"]) == (seen.name, seen.pool)
    )
    if not found:
        ours = one["node_id"] == seen.id or one["name"] == seen.name
        external = seen.pool in {"external", "external-pending", one["pool"]} or seen.address.startswith("10.9.")
        assert not external or (ours and one["state"] in records.LIVE)
    elif isinstance(found[0], Move):
        assert right or one["state"] in ("declared", "issued", "pending")
    elif found[0].act == RELEASE:
        assert repair
        assert seen.mark == DRIFT
    elif found[0].act == "" and found[0].kind != "unpinned":
        assert not seen.eligible
        assert seen.mark == DRIFT
