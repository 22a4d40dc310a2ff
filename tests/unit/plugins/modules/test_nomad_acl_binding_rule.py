# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_binding_rule."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

RULE = {"ID": "b1", "AuthMethod": "m", "BindType": "role", "BindName": "r", "Selector": "", "Description": "x"}


def serve(fake: Fake, *rules: dict[str, Any]) -> None:
    """A server with these rules."""
    stubs = [{key: rule[key] for key in ("ID", "AuthMethod", "Description")} for rule in rules]
    fake.routes["GET", "/v1/acl/binding-rules"] = Answer(data=stubs)
    for rule in rules:
        fake.routes["GET", f"/v1/acl/binding-rule/{rule['ID']}"] = Answer(data=rule)


class TestBindingRule(ObjectContract):
    module = "nomad_acl_binding_rule"
    options = {"auth_method": "m", "bind_type": "role", "bind_name": "r", "description": "x"}
    there = RULE
    other = {"description": "y"}
    sent = {"AuthMethod": "m", "BindType": "role", "BindName": "r", "Description": "x", "ID": None}
    changed = {"ID": "b1", "Description": "y", "BindName": "r"}
    read = "GET", "/v1/acl/binding-rule/b1"
    write = "PUT", "/v1/acl/binding-rule"
    update = "PUT", "/v1/acl/binding-rule/b1"
    remove = "DELETE", "/v1/acl/binding-rule/b1"

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        other = {**RULE, "ID": "b2", "Selector": "a == b"}
        serve(fake, other, {**RULE, "ID": "b3", "AuthMethod": "n"}, *([RULE] if there else []))


def test_two_that_do_the_same_are_an_error(fake: Fake, run_module: Run) -> None:
    serve(fake, RULE, {**RULE, "ID": "b2"})
    assert "b1, b2" in run_module("nomad_acl_binding_rule", {"address": fake.address, **TestBindingRule.options})["msg"]


def test_by_its_id_everything_else_can_be_changed(fake: Fake, run_module: Run) -> None:
    serve(fake, RULE)
    fake.routes["PUT", "/v1/acl/binding-rule/b1"] = Answer(data=RULE)
    run_module("nomad_acl_binding_rule", {"address": fake.address, "id": "b1", "selector": "a == b"})
    assert fake.writes[0].body["Selector"] == "a == b"
    result = run_module("nomad_acl_binding_rule", {"address": fake.address, "id": "b1", "auth_method": "n"})
    assert "auth_method:" in result["msg"]


def test_an_id_that_is_not_there_makes_no_rule(fake: Fake, run_module: Run) -> None:
    options = {"address": fake.address, **TestBindingRule.options, "id": "b9"}
    assert "id:" in run_module("nomad_acl_binding_rule", options)["msg"]
    assert not fake.writes


def test_rules_of_other_methods_are_not_read(fake: Fake, run_module: Run) -> None:
    serve(fake, RULE, {**RULE, "ID": "b3", "AuthMethod": "n"})
    run_module("nomad_acl_binding_rule", {"address": fake.address, **TestBindingRule.options})
    assert [one.path for one in fake.seen] == ["/v1/acl/binding-rules", "/v1/acl/binding-rule/b1"]
