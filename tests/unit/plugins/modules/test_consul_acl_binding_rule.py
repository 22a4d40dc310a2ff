# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_acl_binding_rule, consul_acl_binding_rule_info and consul_acl_templated_policy_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ConsulObjectContract, Run

LIST = "GET", "/v1/acl/binding-rules"
NOW = {
    "ID": "i",
    "AuthMethod": "jwt",
    "Description": "web",
    "BindType": "templated-policy",
    "BindName": "builtin/service",
    "BindVars": {"name": "web"},
}


class TestBindingRule(ConsulObjectContract):
    module = "consul_acl_binding_rule"
    options = {
        "auth_method": "jwt",
        "description": "web",
        "bind_type": "templated-policy",
        "bind_name": "builtin/service",
        "bind_vars": {"name": "web"},
    }
    there = NOW
    other = {"bind_vars": {"name": "api"}}
    sent = {"AuthMethod": "jwt", "Description": "web", "BindVars": {"name": "web"}}
    changed = {"BindVars": {"name": "api"}}
    read = LIST
    write = "PUT", "/v1/acl/binding-rule"
    update = "PUT", "/v1/acl/binding-rule/i"
    remove = "DELETE", "/v1/acl/binding-rule/i"
    absent = Answer(data=[{**NOW, "Description": "another"}])

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        if there:
            fake.routes[LIST] = Answer(data=[self.there])


def test_several_of_a_description_need_an_id(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[NOW, {**NOW, "ID": "j"}])
    result = run_module(
        "consul_acl_binding_rule", {"address": fake.address, "auth_method": "jwt", "description": "web"}
    )
    assert "2 rules have this one" in result["msg"]
    assert "i, j" in result["msg"]


def test_an_id_that_is_not_there_is_no_new_rule(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/binding-rule/x"] = Answer(404)
    options = {"address": fake.address, "auth_method": "jwt", "id": "x"}
    assert "Consul makes the ids" in run_module("consul_acl_binding_rule", options)["msg"]
    assert run_module("consul_acl_binding_rule", {**options, "state": "absent"})["changed"] is False


def test_variables_go_with_their_type(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[NOW])
    fake.routes["PUT", "/v1/acl/binding-rule/i"] = Answer(data=NOW)
    options = {"address": fake.address, "auth_method": "jwt", "description": "web", "bind_type": "service"}
    run_module("consul_acl_binding_rule", options)
    assert "BindVars" not in fake.writes[0].body


def test_rules_and_templates_are_listed(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=None)
    fake.routes["GET", "/v1/acl/templated-policies"] = Answer(data={"b": {"TemplateName": "b"}, "a": {"x": 1}})
    options = {"address": fake.address}
    assert run_module("consul_acl_binding_rule_info", {**options, "auth_method": "jwt"})["binding_rules"] == []
    assert fake.seen[0].query["authmethod"] == ["jwt"]
    assert run_module("consul_acl_templated_policy_info", options)["templated_policies"][0] == {"x": 1}
    named = run_module("consul_acl_templated_policy_info", {**options, "name": "b"})
    assert named["templated_policies"] == [{"TemplateName": "b"}]
