# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_server_member."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

MEMBERS = "GET", "/v1/agent/members"
JOIN, LEAVE = ("PUT", "/v1/agent/join"), ("PUT", "/v1/agent/force-leave")


def members(status: str = "") -> Answer:
    """One server, and perhaps another."""
    others = [{"Name": "b.global", "Status": status}] if status else []
    return Answer(data={"Members": [{"Name": "a.global", "Status": "alive"}, *others]})


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the other server."""
    given = {"address": fake.address, "name": "b.global", "wait_timeout": 0, **options}
    return run_module("nomad_server_member", given, check=check)


@pytest.mark.parametrize(
    ("status", "options", "changed"),
    [
        ("alive", {}, False),
        ("failed", {"join": ["10.0.0.2"]}, True),
        ("", {"join": ["10.0.0.2"]}, True),
        ("", {"state": "absent"}, False),
        ("left", {"state": "absent"}, False),
        ("left", {"state": "absent", "prune": True}, True),
        ("failed", {"state": "absent"}, True),
    ],
)
def test_check_mode_only_says_it(
    fake: Fake, run_module: Run, status: str, options: dict[str, Any], changed: bool
) -> None:
    fake.routes[MEMBERS] = members(status)
    result = go(fake, run_module, check=True, **options)
    assert result["changed"] is changed
    assert (result["diff"]["before"] != result["diff"]["after"]) is changed
    assert not fake.writes


def test_it_joins_and_looks_who_came(fake: Fake, run_module: Run) -> None:
    fake.answers = [members(), Answer(data={"num_joined": 1, "error": ""}), members("alive")]
    assert go(fake, run_module, join=["10.0.0.2", "10.0.0.3"])["member"]["Name"] == "b.global"
    assert fake.writes[0].query == {"address": ["10.0.0.2", "10.0.0.3"]}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"num_joined": 0, "error": "1 error:\n\t* refused"}, "join: 1 error: * refused"),
        ({"num_joined": 1}, "no member"),
    ],
)
def test_whom_it_did_not_reach_is_an_error(fake: Fake, run_module: Run, answer: dict[str, Any], text: str) -> None:
    fake.routes[MEMBERS] = members()
    fake.routes[JOIN] = Answer(data=answer)
    assert text in go(fake, run_module, join=["10.0.0.2"])["msg"]


def test_a_failed_one_is_forced_out(fake: Fake, run_module: Run) -> None:
    fake.answers = [members("failed"), Answer(), members()]
    assert go(fake, run_module, state="absent", prune=True)["changed"] is True
    assert fake.writes[0].query == {"node": ["b.global"], "prune": ["true"]}


@pytest.mark.parametrize(("options", "text"), [({"state": "absent"}, "is alive"), ({"name": "c.global"}, "join:")])
def test_what_cannot_be_is_named(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    fake.routes[MEMBERS] = members("alive")
    assert text in go(fake, run_module, check=True, **options)["msg"]
