# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_agent_check and consul_agent_reload."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

CHECKS = "GET", "/v1/agent/checks"
REGISTER, UPDATE = "/v1/agent/check/register", "/v1/agent/check/update/disk"
TTL = {"CheckID": "disk", "Name": "disk", "ServiceID": "", "Type": "ttl", "Status": "passing", "Output": "well"}


def go(fake: Fake, run_module: Run, known: list[dict[str, Any]], check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes[CHECKS] = Answer(data={one["CheckID"]: one for one in known})
    for path in (REGISTER, UPDATE, "/v1/agent/check/deregister/disk"):
        fake.routes["PUT", path] = Answer()
    fake.seen.clear()
    return run_module("consul_agent_check", {"address": fake.address, "name": "disk", **options}, check=check)


def paths(fake: Fake) -> list[str]:
    return [one.path for one in fake.writes]


def test_a_report_is_sent_once(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, [TTL], status="passing", output="well")["changed"] is False
    assert go(fake, run_module, [TTL], check=True, status="warning")["changed"] is True
    assert not fake.writes
    go(fake, run_module, [TTL], status="warning", output="91 %")
    assert (paths(fake), fake.writes[0].body) == ([UPDATE], {"Status": "warning", "Output": "91 %"})


def test_another_definition_is_another_check(fake: Fake, run_module: Run) -> None:
    old = {**TTL, "Type": "http"}
    assert go(fake, run_module, [old], definition={"http": "http://a"}, status="passing")["changed"] is True
    assert paths(fake) == [REGISTER, "/v1/agent/check/deregister/disk"]
    made = fake.writes[0].body
    assert made["ID"].startswith("disk:")
    there = {**old, "CheckID": made["ID"]}
    assert go(fake, run_module, [there], definition={"http": "http://a"}, status="critical")["changed"] is False


def test_an_id_of_its_own_is_kept(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, [TTL], id="disk", definition={"ttl": "5m"})["changed"] is False


def test_a_check_of_another_owner_is_another_one(fake: Fake, run_module: Run) -> None:
    assert "a new one needs it" in go(fake, run_module, [{**TTL, "ServiceID": "web"}], status="passing")["msg"]
    assert go(fake, run_module, [{**TTL, "ServiceID": "web"}], state="absent")["changed"] is False
    assert go(fake, run_module, [TTL], state="absent")["changed"] is True
    assert paths(fake) == ["/v1/agent/check/deregister/disk"]


@pytest.mark.parametrize("check", [True, False])
def test_a_reload_is_an_action(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes["PUT", "/v1/agent/reload"] = Answer()
    assert run_module("consul_agent_reload", {"address": fake.address}, check=check)["changed"] is True
    assert len(fake.writes) == (not check)
