# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_raft_peer."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

CONFIGURATION = "GET", "/v1/operator/raft/configuration"
TRANSFER, REMOVE = ("PUT", "/v1/operator/raft/transfer-leadership"), ("DELETE", "/v1/operator/raft/peer")


def servers(leader: str = "1") -> Answer:
    """Three, the last without a vote."""
    names = {"1": "a.global", "2": "b.global", "3": "c.global"}
    return Answer(
        data={
            "Servers": [{"ID": n, "Node": name, "Leader": n == leader, "Voter": n != "3"} for n, name in names.items()]
        }
    )


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module."""
    fake.routes.setdefault(CONFIGURATION, servers())
    fake.routes[TRANSFER] = fake.routes[REMOVE] = Answer(data={})
    return run_module("nomad_raft_peer", {"address": fake.address, "wait_timeout": 0, **options}, check=check)


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        ({"name": "a.global", "state": "leader"}, False),
        ({"name": "b.global", "state": "leader"}, True),
        ({"id": "2", "state": "leader"}, True),
        ({"id": "3", "state": "absent"}, True),
        ({"name": "d.global", "state": "absent"}, False),
    ],
)
def test_check_mode_only_says_it(fake: Fake, run_module: Run, options: dict[str, Any], changed: bool) -> None:
    result = go(fake, run_module, check=True, **options)
    assert result["changed"] is changed
    assert (result["diff"]["before"] != result["diff"]["after"]) is changed
    assert not fake.writes


def test_the_leadership_is_transferred_and_seen(fake: Fake, run_module: Run) -> None:
    fake.answers = [servers("1"), Answer(data={}), servers("2")]
    assert go(fake, run_module, name="b.global", state="leader")["peer"]["Leader"] is True
    assert fake.writes[0].query == {"id": ["2"]}
    assert len(fake.seen) == 3


def test_a_leader_that_does_not_come_is_an_error(fake: Fake, run_module: Run) -> None:
    assert "wait_timeout" in go(fake, run_module, id="2", state="leader")["msg"]


def test_a_peer_is_removed_by_its_id(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, name="b.global", state="absent")["peer"] == {}
    assert (fake.writes[0].method, fake.writes[0].query) == ("DELETE", {"id": ["2"]})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"name": "a.global", "state": "absent"}, "leads"),
        ({"name": "c.global", "state": "leader"}, "no vote"),
        ({"name": "d.global", "state": "leader"}, "no such server"),
    ],
)
def test_what_cannot_be_is_named(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    assert text in go(fake, run_module, check=True, **options)["msg"]
