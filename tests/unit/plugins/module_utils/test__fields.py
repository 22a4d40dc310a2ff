# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of fields: options, keys, comparison, secrets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._fields import Fields, camel, snake


@pytest.mark.parametrize(
    ("option", "key"),
    [("node_pool", "NodePool"), ("token_ttl", "TokenTTL"), ("id", "ID"), ("oidc_client_id", "OIDCClientID")],
)
def test_keys_follow_from_options(option: str, key: str) -> None:
    assert camel.text(option).key == key
    assert snake.text(option).key == option


@pytest.mark.parametrize(
    ("field", "there", "given", "alike"),
    [
        (snake.duration("ttl"), 3600, "1h", True),
        (snake.duration("ttl"), 3600, "3601", False),
        (camel.duration("ttl"), 90 * 10**9, "1m30s", True),
        (camel.duration("ttl", unit="text"), "1h0m0s", "60m", True),
        (camel.duration("ttl", unit="text"), "", "0s", True),
        (camel.names("policies"), ["b", "a"], ["a", "b"], True),
        (camel.names("policies"), ["b", "a"], ["a"], False),
        (camel.ordered("policies"), ["b", "a"], ["a", "b"], False),
        (camel.links("roles"), [{"ID": "1", "Name": "a"}], ["a"], True),
        (camel.links("roles"), None, [], True),
        (camel.mapping("meta"), {"a": "1", "on": "true"}, {"a": 1, "on": True}, True),
        (camel.mapping("meta"), {}, {"a": ""}, False),
        (camel.mapping("meta"), {"a": "1", "b": "2"}, {"a": "1"}, False),
        (camel.number("count"), "3", 3, True),
        (camel.flag("on"), None, False, True),
        (camel.flag("on"), True, False, False),
    ],
)
def test_comparison(field: Any, there: Any, given: Any, alike: bool) -> None:
    value = Fields(field).wanted({field.option: given})[field.key]
    assert field.same(there, value) is alike


def test_only_the_given_keys_of_a_nested_object_count() -> None:
    fields = Fields(camel.nested("limits", camel.number("cpu"), camel.number("memory")))
    wanted = fields.wanted({"limits": {"cpu": 5, "memory": None}})
    assert wanted == {"Limits": {"CPU": 5}}
    assert fields.same({"Limits": {"CPU": 5, "Memory": 9}}, wanted)
    assert fields.rules["Limits"].merged({"CPU": 4, "Memory": 9}, wanted["Limits"]) == {"CPU": 5, "Memory": 9}


def test_options_beside_the_others_may_be_an_object_of_the_api() -> None:
    fields = Fields(camel.inside("Capabilities", camel.names("drivers")))
    assert set(fields.spec()) == {"drivers"}
    assert fields.wanted({"drivers": ["a"]}) == {"Capabilities": {"Drivers": ["a"]}}
    assert fields.wanted({"drivers": None}) == {}


def test_lists_of_objects_compare_in_any_order_but_all_of_them() -> None:
    field = camel.many("rules", camel.text("name"), camel.names("tags"))
    given = Fields(field).wanted({"rules": [{"name": "a", "tags": None}, {"name": "b", "tags": ["x", "y"]}]})["Rules"]
    there = [{"Name": "b", "Tags": ["y", "x"], "ID": 1}, {"Name": "a", "Tags": ["z"]}]
    assert field.same(there, given)
    assert not field.same([*there, there[0]], given)
    assert not field.same([there[0], there[0]], given)
    assert not camel.many("rules", camel.text("name"), in_order=True).same(there, [{"Name": "a"}, {"Name": "b"}])


def test_secrets_are_hidden_at_every_depth() -> None:
    fields = Fields(
        camel.nested("login", camel.text("user"), camel.secret("password")),
        camel.many("keys", camel.secret("key", "Key")),
        camel.hidden("SecretID"),
    )
    thing = {"Login": {"User": "u", "Password": "one"}, "Keys": [{"Key": "two"}], "SecretID": "three", "Other": 1}
    shown = str(fields.shown(thing))
    assert not [secret for secret in ("one", "two", "three") if secret in shown]
    assert "'User': 'u'" in shown
    assert "SecretID" not in fields.spec()
    assert fields.spec()["login"]["options"]["password"]["no_log"] is True


def test_a_bad_duration_names_its_option() -> None:
    with pytest.raises(Exception, match="token_ttl: 'soon' is not a duration"):
        Fields(snake.duration("token_ttl")).wanted({"token_ttl": "soon"})


def test_a_field_of_fields_can_be_fixed() -> None:
    """Said of the field, not of the argument_spec."""
    for field in (
        camel.many("rules", camel.text("name"), fixed=True),
        camel.nested("rules", camel.text("name"), fixed=True),
    ):
        assert field.fixed
        assert "fixed" not in field.spec()["rules"]
