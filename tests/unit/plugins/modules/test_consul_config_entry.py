# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_config_entry, consul_config_entry_info and consul_intention_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/config/service-intentions/web"
SOURCES = [{"Name": "shop", "Action": "allow", "Precedence": 9}, {"Name": "*", "Action": "deny", "Precedence": 8}]
NOW = {"Kind": "service-intentions", "Name": "web", "Sources": SOURCES, "ModifyIndex": 7}


class TestConfigEntry(ObjectContract):
    module = "consul_config_entry"
    options = {
        "kind": "service-intentions",
        "name": "web",
        "config": {"sources": [{"name": "*", "action": "deny"}, {"Name": "shop", "Action": "allow"}]},
    }
    there = NOW
    other = {"config": {"Sources": [{"Name": "*", "Action": "deny"}]}}
    sent = {"Kind": "service-intentions", "Name": "web"}
    changed = {"Sources": [{"Name": "*", "Action": "deny"}]}
    read = "GET", PATH
    write = "PUT", "/v1/config"
    remove = "DELETE", PATH

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes[self.write] = fake.routes[self.remove] = Answer(data=True)


def entry(fake: Fake, run_module: Run, now: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["GET", PATH] = Answer(data=now)
    fake.routes["PUT", "/v1/config"] = Answer(data=True)
    base = {"address": fake.address, "kind": "service-intentions", "name": "web"}
    return run_module("consul_config_entry", {**base, **options}, check=check)


def test_it_is_written_over_what_was_read(fake: Fake, run_module: Run) -> None:
    entry(fake, run_module, NOW, config={"Meta": {"a": "b"}})
    assert fake.writes[0].query == {"cas": ["7"]}
    assert fake.writes[0].body["Sources"] == SOURCES


def test_somebody_else_was_faster(fake: Fake, run_module: Run) -> None:
    other = {**NOW, "Sources": [], "ModifyIndex": 8}
    fake.answers = [Answer(data=NOW), Answer(data=False), Answer(data=other)]
    assert "somebody else" in entry(fake, run_module, NOW, config={"Meta": {"a": "b"}})["msg"]


def test_a_new_status_is_no_reason_to_give_up(fake: Fake, run_module: Run) -> None:
    later = {**NOW, "Status": {"Conditions": [1]}, "ModifyIndex": 8}
    fake.answers = [Answer(data=NOW), Answer(data=False), Answer(data=later), Answer(data=True)]
    assert entry(fake, run_module, later, config={"Meta": {"a": "b"}})["changed"] is True
    assert [one.query["cas"] for one in fake.writes] == [["7"], ["8"]]


@pytest.mark.parametrize(
    ("there", "given"),
    [
        ({"ConnectTimeout": "1m30s"}, {"connect_timeout": "90s"}),
        ({"CacheDuration": 30_000_000_000}, {"CacheDuration": "30s"}),
        ({"Port": 80, "Enabled": True}, {"port": "80", "enabled": "true"}),
        ({"Meta": {"my_key": "1"}}, {"meta": {"my_key": 1}}),
        ({"TLS": {"SDS": None}}, {"TLS": {"SDS": {"ClusterName": ""}}, "Kept": []}),
        ({"Hosts": ["a", "b"]}, {"hosts": ["b", "a"]}),
    ],
)
def test_the_same_written_in_another_way_is_no_change(
    fake: Fake, run_module: Run, there: dict[str, Any], given: dict[str, Any]
) -> None:
    assert entry(fake, run_module, {**NOW, **there}, config=given)["changed"] is False


@pytest.mark.parametrize(
    ("there", "given"),
    [
        ({"ConnectTimeout": "15s"}, {"connect_timeout": "1m"}),
        ({"Routes": [{"a": 1}, {"a": 2}]}, {"Routes": [{"a": 2}, {"a": 1}]}),
        ({"Hosts": ["a", "a"]}, {"hosts": ["a", "b"]}),
        ({"Protocol": "tcp"}, {"protocol": ""}),
        ({"Weight": 10}, {"weight": 0}),
        ({"Config": {"x": "10"}}, {"Config": {"x": "10s"}}),
    ],
)
def test_a_real_difference_is_one(fake: Fake, run_module: Run, there: dict[str, Any], given: dict[str, Any]) -> None:
    assert entry(fake, run_module, {**NOW, **there}, check=True, config=given)["changed"] is True


def test_a_private_key_is_compared_and_never_shown(fake: Fake, run_module: Run) -> None:
    path = "/v1/config/inline-certificate/web"
    fake.routes["GET", path] = Answer(data={"Kind": "inline-certificate", "Name": "web", "PrivateKey": "hunter1"})
    options = {"address": fake.address, "kind": "inline-certificate", "name": "web"}
    for key, changed in (("hunter1", False), ("hunter2", True)):
        result = run_module("consul_config_entry", {**options, "secret_config": {"PrivateKey": key}}, check=True)
        assert result["changed"] is changed
        assert "hunter" not in str(result)
    assert "hunter" not in str(run_module("consul_config_entry_info", options))


def test_the_mesh_has_no_name(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(404), Answer(data=True), Answer(data={"Kind": "mesh"})]
    run_module("consul_config_entry", {"address": fake.address, "kind": "mesh", "name": "mesh", "config": {}})
    assert fake.writes[0].body == {"Kind": "mesh"}


def test_entries_of_a_kind_are_listed(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/config/mesh"] = Answer(data=[{"Kind": "mesh"}])
    result = run_module("consul_config_entry_info", {"address": fake.address, "kind": "mesh"})
    assert result["config_entries"] == [{"Kind": "mesh"}]


@pytest.mark.parametrize(
    ("options", "path", "answer", "key", "value"),
    [
        ({}, "", [{"a": 1}], "intentions", [{"a": 1}]),
        ({"source": "a"}, "/match", {"a": [{"b": 1}]}, "intentions", [{"b": 1}]),
        ({"destination": "a"}, "/match", {"a": None}, "intentions", []),
        ({"source": "a", "destination": "b"}, "/check", {"Allowed": False}, "allowed", False),
    ],
)
def test_intentions_are_asked_for(
    fake: Fake, run_module: Run, options: dict[str, str], path: str, answer: Any, key: str, value: Any
) -> None:
    fake.routes["GET", f"/v1/connect/intentions{path}"] = Answer(data=answer)
    assert run_module("consul_intention_info", {"address": fake.address, **options})[key] == value
