# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of Nomad that only read: nomad_namespace_info, nomad_node_pool_info and the others in CASES."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

NAMED = [{"Name": "b", "ID": "2"}, {"Name": "a", "ID": "1"}]

# module, list, object, key of the result
CASES = [
    ("nomad_namespace_info", "/v1/namespaces", "/v1/namespace/", "namespaces"),
    ("nomad_node_pool_info", "/v1/node/pools", "/v1/node/pool/", "node_pools"),
    ("nomad_acl_policy_info", "/v1/acl/policies", "/v1/acl/policy/", "policies"),
    ("nomad_acl_role_info", "/v1/acl/roles", "/v1/acl/role/name/", "roles"),
    ("nomad_acl_auth_method_info", "/v1/acl/auth-methods", "/v1/acl/auth-method/", "auth_methods"),
]


@pytest.mark.parametrize(("module", "many", "one", "key"), CASES)
def test_one_all_or_those_of_a_prefix(fake: Fake, run_module: Run, module: str, many: str, one: str, key: str) -> None:
    fake.routes["GET", many] = Answer(data=NAMED)
    fake.routes["GET", f"{one}a"] = Answer(data={"Name": "a", "Rules": "x"})

    def names(**options: Any) -> list[str]:
        result = run_module(module, {"address": fake.address, **options}, check=True)
        assert result["changed"] is False
        return [item["Name"] for item in result[key]]

    assert (names(), len(fake.seen)) == (["a", "b"], 1)
    assert names(prefix="b") == ["b"]
    assert names(name="a") == ["a"]
    assert names(name="c") == []
    assert fake.seen[-1].path == f"{one}c"


def test_details_take_one_request_each(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/policies"] = Answer(data=[{"Name": "a"}])
    fake.routes["GET", "/v1/acl/policy/a"] = Answer(data={"Name": "a", "Rules": "x", "RulesJSON": {}})
    result = run_module("nomad_acl_policy_info", {"address": fake.address, "details": True})
    assert result["policies"] == [{"Name": "a", "Rules": "x"}]


def test_tokens_come_without_their_secrets(fake: Fake, run_module: Run) -> None:
    token = {"AccessorID": "1", "Name": "a", "SecretID": "hunter2"}
    fake.routes["GET", "/v1/acl/token/1"] = Answer(data=token)
    fake.routes["GET", "/v1/acl/tokens"] = Answer(data=[{"AccessorID": "2", "Name": "b"}, token])
    one = run_module("nomad_acl_token_info", {"address": fake.address, "accessor_id": "1"})
    assert one["acl_tokens"] == [{"AccessorID": "1", "Name": "a"}]
    options = {"address": fake.address, "name": "a", "filter": "Global == true"}
    assert "hunter2" not in str(run_module("nomad_acl_token_info", options))
    assert fake.seen[-1].query["filter"] == ["Name == `a` and (Global == true)"]


def test_binding_rules_are_read_as_a_whole(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/binding-rules"] = Answer(data=[{"ID": "1"}, {"ID": "2"}])
    for number, method in (("1", "m"), ("2", "n")):
        fake.routes["GET", f"/v1/acl/binding-rule/{number}"] = Answer(data={"ID": number, "AuthMethod": method})
    result = run_module("nomad_acl_binding_rule_info", {"address": fake.address, "auth_method": "n"})
    assert result["binding_rules"] == [{"ID": "2", "AuthMethod": "n"}]


def test_the_configurations_of_the_servers(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/operator/scheduler/configuration"] = Answer(data={"SchedulerConfig": {"a": 1}})
    fake.routes["GET", "/v1/operator/autopilot/configuration"] = Answer(data={"b": 2})
    fake.routes["GET", "/v1/operator/autopilot/health"] = Answer(429, {"Healthy": False})
    assert run_module("nomad_scheduler_config_info", {"address": fake.address})["scheduler_config"] == {"a": 1}
    result = run_module("nomad_autopilot_info", {"address": fake.address})
    assert (result["autopilot_config"], result["health"]) == ({"b": 2}, {"Healthy": False})
    assert len(fake.seen) == 3, "an unhealthy answer is not asked for again"


def test_root_keys_come_newest_first(fake: Fake, run_module: Run) -> None:
    keys = [{"KeyID": "a", "CreateTime": 1}, {"KeyID": "b", "CreateTime": 2}]
    fake.routes["GET", "/v1/operator/keyring/keys"] = Answer(data=keys)
    result = run_module("nomad_root_key_info", {"address": fake.address})
    assert [key["KeyID"] for key in result["root_keys"]] == ["b", "a"]


def test_raft_is_read_without_a_leader_too(fake: Fake, run_module: Run) -> None:
    servers = [{"Node": "b", "ID": "2"}, {"Node": "a", "ID": "1"}]
    fake.routes["GET", "/v1/operator/raft/configuration"] = Answer(data={"Servers": servers})
    result = run_module("nomad_raft_info", {"address": fake.address})
    assert [peer["Node"] for peer in result["peers"]] == ["a", "b"]
    assert fake.seen[0].query["stale"] == ["true"]


def test_an_agent_tells_no_secret(fake: Fake, run_module: Run) -> None:
    config = {
        "NodeName": "a",
        "Region": "global",
        "Datacenter": "dc1",
        "DataDir": "/d",
        "Version": {"Version": "1.11.3"},
        "Server": {"Enabled": True},
        "Client": {"Enabled": False, "IntroToken": "hunter2"},
        "Vaults": [{"Token": "hunter3"}],
    }
    fake.routes["GET", "/v1/agent/self"] = Answer(data={"config": config, "stats": {"raft": {}}, "member": {}})
    fake.routes["GET", "/v1/agent/members"] = Answer(data={"Members": [{"Name": "a.global"}]})
    fake.routes["GET", "/v1/agent/health"] = Answer(500, {"server": {"ok": False, "message": "no leader"}})
    result = run_module("nomad_agent_info", {"address": fake.address})
    assert "hunter" not in str(result)
    agent = result["agent"]
    assert (agent["version"], agent["server"], agent["client"], agent["acl"]) == ("1.11.3", True, False, False)
    assert result["health"]["server"]["ok"] is False
    assert len(fake.seen) == 3


def test_no_leader_is_an_answer(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/status/leader"] = Answer(500, "No cluster leader")
    fake.routes["GET", "/v1/status/peers"] = Answer(data=["2", "1"])
    fake.routes["GET", "/v1/regions"] = Answer(data=["global"])
    result = run_module("nomad_status_info", {"address": fake.address})
    assert (result["leader"], result["peers"], result["regions"]) == ("", ["1", "2"], ["global"])
    assert len(fake.seen) == 3
