# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_member."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

LIST = "GET", "/v1/agent/members"


def members(*known: tuple[str, int]) -> Answer:
    return Answer(data=[{"Name": name, "Addr": "10.0.0.1", "Port": 8301, "Status": status} for name, status in known])


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["PUT", "/v1/agent/force-leave/x"] = fake.routes["PUT", "/v1/agent/join/10.0.0.1%3A8301"] = Answer()
    return run_module("consul_member", {"address": fake.address, **options}, check=check)


@pytest.mark.parametrize(
    ("known", "options", "changed"),
    [
        ([("x", 4)], {}, True),
        ([("x", 3)], {}, False),
        ([("x", 3)], {"prune": True}, True),
        ([("y", 4)], {"prune": True}, False),
    ],
)
def test_one_that_is_gone_is_taken_away(
    fake: Fake, run_module: Run, known: list[tuple[str, int]], options: dict[str, Any], changed: bool
) -> None:
    fake.routes[LIST] = members(*known)
    options = {"name": "x", "state": "absent", **options}
    assert go(fake, run_module, check=True, **options)["changed"] is changed
    assert not fake.writes
    fake.answers = [members(*known), Answer(), members()] if changed else []
    assert go(fake, run_module, **options)["changed"] is changed
    assert [one.path for one in fake.writes] == ["/v1/agent/force-leave/x"] * changed


def test_one_that_is_alive_is_refused(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = members(("x", 1))
    assert "would come back" in go(fake, run_module, name="x", state="absent")["msg"]


@pytest.mark.parametrize(("known", "changed"), [([("x", 1)], False), ([("x", 4)], True), ([], True)])
def test_a_cluster_is_joined_once(fake: Fake, run_module: Run, known: list[tuple[str, int]], changed: bool) -> None:
    fake.routes[LIST] = members(*known)
    assert go(fake, run_module, join="10.0.0.1:8301")["changed"] is changed
    assert len(fake.writes) == changed
