# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_agent_service, consul_agent_maintenance and consul_agent_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

READ, CHECKS = ("GET", "/v1/agent/service/web1"), ("GET", "/v1/agent/checks")


class TestService(ObjectContract):
    module = "consul_agent_service"
    options = {"name": "web", "id": "web1", "tags": ["b", "a"], "meta": {"v": 1}, "connect": {"native": True}}
    there = {
        "ID": "web1",
        "Service": "web",
        "Tags": ["a", "b"],
        "Meta": {"v": "1"},
        "Port": 80,
        "Connect": {"Native": True},
    }
    other = {"service_address": "192.0.2.1"}
    sent = {"ID": "web1", "Name": "web", "Tags": ["b", "a"]}
    changed = {"Name": "web", "Port": 80, "Address": "192.0.2.1"}
    read = READ
    write = "PUT", "/v1/agent/service/register"
    remove = "PUT", "/v1/agent/service/deregister/web1"

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes[CHECKS] = Answer(data={})


def go(fake: Fake, run_module: Run, known: list[str], checks: list[Any]) -> dict[str, Any]:
    fake.routes[READ] = Answer(data=TestService.there)
    fake.routes[CHECKS] = Answer(data={one: {"ServiceID": "web1"} for one in known})
    fake.routes[TestService.write] = Answer()
    return run_module("consul_agent_service", {"address": fake.address, "name": "web", "id": "web1", "checks": checks})


def test_another_target_of_a_check_is_seen(fake: Fake, run_module: Run) -> None:
    check = {"name": "up", "http": "http://a/", "interval": "10s"}
    assert go(fake, run_module, [], [check])["changed"] is True
    registered = fake.writes[0].body["Checks"][0]
    assert registered["CheckID"].startswith("service:web1:")
    assert fake.writes[0].query == {"replace-existing-checks": ["true"]}
    there = [registered["CheckID"], "_service_maintenance:web1"]
    assert go(fake, run_module, there, [check])["changed"] is False
    assert go(fake, run_module, there, [{**check, "http": "http://b/"}])["changed"] is True
    assert go(fake, run_module, there, [])["changed"] is True


def test_an_id_of_its_own_stays(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, ["up"], [{"check_id": "up", "ttl": "1m"}])["changed"] is False


@pytest.mark.parametrize(
    ("options", "check", "path"),
    [
        ({}, "_node_maintenance", "/v1/agent/maintenance"),
        ({"service_id": "web1"}, "_service_maintenance:web1", "/v1/agent/service/maintenance/web1"),
    ],
)
def test_maintenance_is_read_from_its_check(
    fake: Fake, run_module: Run, options: dict[str, str], check: str, path: str
) -> None:
    fake.routes["PUT", path] = Answer()
    options = {"address": fake.address, **options}
    seen = []
    for known, more in (
        (None, {"reason": "a"}),
        ("a", {"reason": "a"}),
        ("a", {"reason": "b"}),
        ("a", {"state": "absent"}),
    ):
        fake.routes[CHECKS] = Answer(data={check: {"Notes": known}} if known else {})
        before = len(fake.writes)
        run_module("consul_agent_maintenance", {**options, **more})
        seen.append([one.query["enable"][0] for one in fake.writes[before:]])
    assert seen == [["true"], [], ["false", "true"], ["false"]]


def test_the_configuration_of_an_agent_is_left_out(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/agent/self"] = Answer(data={"Config": {"NodeName": "n"}, "DebugConfig": {"x": 1}})
    fake.routes["GET", "/v1/agent/members"] = Answer(data=None)
    result = run_module("consul_agent_info", {"address": fake.address, "wan": True})
    assert result["agent"] == {"Config": {"NodeName": "n"}}
    assert (result["members"], fake.seen[1].query) == ([], {"wan": ["1"]})
