# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sync(): present and absent, check mode, diff, changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._resource import Rule, changes, same, sync, unordered


class Secret(Rule):
    secret = True
    write_only = True


class Fixed(Rule):
    option = "type"
    fixed = True


class AnyOrder(Rule):
    def same(self, current: Any, given: Any) -> bool:
        return unordered(current) == unordered(given)


class World:
    """One object somewhere, and a record of what was done to it."""

    def __init__(self, current: dict[str, Any] | None) -> None:
        self.current = current
        self.calls: list[str] = []

    def create(self, value: dict[str, Any]) -> dict[str, Any]:
        self.calls.append("create")
        self.current = {**value, "ModifyIndex": 1}
        return self.current

    def update(self, value: dict[str, Any]) -> dict[str, Any]:
        self.calls.append("update")
        self.current = {**value, "ModifyIndex": 2}
        return self.current

    def delete(self, _value: Any) -> None:
        self.calls.append("delete")
        self.current = None

    def sync(self, state: str, desired: dict[str, Any], check: bool = False, **more: Any) -> Any:
        return sync(state, self.current, desired, self.create, self.update, self.delete, check, **more)


@pytest.mark.parametrize(
    ("state", "current", "call"),
    [
        ("present", None, "create"),
        ("present", {"a": 1}, "update"),
        ("present", {"a": 2}, None),
        ("absent", {"a": 1}, "delete"),
        ("absent", None, None),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_done(state: str, current: dict[str, Any] | None, call: str | None, check: bool) -> None:
    world = World(current)
    outcome = world.sync(state, {"a": 2, "b": None}, check)
    assert outcome.changed == (call is not None)
    assert world.calls == ([call] if call and not check else [])
    assert outcome.diff()["before"] == (current or {})
    assert outcome.diff()["after"] == ({} if state == "absent" else {"a": 2})


def test_update_gets_the_whole_object_and_keeps_what_was_not_given() -> None:
    world = World({"a": 1, "kept": "x"})
    assert world.sync("present", {"a": 2, "kept": None}).after == {"a": 2, "kept": "x", "ModifyIndex": 2}


def test_secrets_are_in_neither_diff_nor_result() -> None:
    outcome = World({"a": 1, "SecretID": "old"}).sync(
        "present", {"a": 2, "SecretID": "new"}, rules={"SecretID": Secret()}
    )
    assert "old" not in str(outcome.diff())
    assert "new" not in str(outcome.diff())
    assert "SecretID" not in outcome.public()


def test_write_only_is_sent_and_never_compared() -> None:
    world = World({"a": 1})
    rules = {"password": Secret()}
    assert not world.sync("present", {"a": 1, "password": "x"}, rules=rules).changed
    assert world.sync("present", {"a": 1, "password": "x"}, rules=rules, always=True).changed
    outcome = world.sync("present", {"a": 2, "password": "hunter2"}, rules=rules)
    assert world.current is not None
    assert world.current["password"] == "hunter2"
    assert "hunter2" not in str(outcome.diff())


def test_what_cannot_be_changed_is_refused_before_a_write() -> None:
    world = World({"type": "client", "a": 1})
    with pytest.raises(BadInput, match="type: the object has 'client'"):
        world.sync("present", {"type": "management", "a": 2}, rules={"type": Fixed()})
    assert not world.calls
    assert world.sync("absent", {"type": "management"}, rules={"type": Fixed()}).changed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (None, ""),
        (None, {}),
        ([], None),
        ({"a": None}, {}),
        ({"a": {"b": []}}, {"a": None}),
        ("rules\n", "rules"),
        ([1, {"a": ""}], [1, {}]),
    ],
)
def test_what_servers_leave_out_is_no_change(left: Any, right: Any) -> None:
    assert same(left, right)


@pytest.mark.parametrize(("left", "right"), [([1], [1, 2]), ({"a": 1}, {}), ([1, 2], [2, 1]), (True, None), ("a", "b")])
def test_what_differs(left: Any, right: Any) -> None:
    assert not same(left, right)


def test_a_map_given_as_a_whole_removes_keys() -> None:
    assert changes({"Meta": {"a": "1", "b": "2"}}, {"Meta": {"a": "1"}}) == ["Meta"]


def test_a_rule_says_what_is_the_same() -> None:
    assert not changes({"p": ["a", "b"]}, {"p": ["b", "a"]}, {"p": AnyOrder()})
    assert changes({"p": ["a", "b"]}, {"p": ["b", "a"]}) == ["p"]


OBJECTS = st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), st.integers(), st.text(max_size=2)))


@given(st.one_of(st.none(), OBJECTS), OBJECTS, st.sampled_from(["present", "absent"]))
def test_a_second_run_changes_nothing_and_check_mode_tells_the_truth(
    current: dict[str, Any] | None, desired: dict[str, Any], state: str
) -> None:
    told = World(current).sync(state, desired, check=True)
    world = World(current)
    done = world.sync(state, desired)
    assert told.changed == done.changed
    assert told.diff() == done.diff()
    assert not world.sync(state, desired).changed
