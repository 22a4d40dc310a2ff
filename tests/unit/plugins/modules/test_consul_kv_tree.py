# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_kv_tree."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

READ, TXN = ("GET", "/v1/kv/app%2F"), ("PUT", "/v1/txn")


def entry(key: str, text: str) -> dict[str, str]:
    return {"Key": f"app/{key}", "Value": base64.b64encode(text.encode()).decode()}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes[TXN] = Answer(data={"Results": []})
    return run_module("consul_kv_tree", {"address": fake.address, "prefix": "app", **options}, check=check)


def operations(fake: Fake) -> list[tuple[str, str]]:
    """What was written, in its order."""
    return [(one["KV"]["Verb"], one["KV"]["Key"]) for write in fake.writes for one in write.body]


def test_a_thousand_keys_are_sixteen_transactions_on_one_connection(fake: Fake, run_module: Run) -> None:
    tree = {f"k{number}": str(number) for number in range(1000)}
    assert len(go(fake, run_module, tree=tree)["written"]) == 1000
    assert len(fake.seen) == 17
    assert len({one.port for one in fake.seen}) == 1
    assert max(len(one.body) for one in fake.writes) == 64


def test_a_run_without_a_change_is_one_request(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = Answer(data=[entry("a", "1"), entry("b", "true"), entry("other", "x")])
    result = go(fake, run_module, tree={"a": 1, "b": True})
    assert (result["changed"], len(fake.seen)) == (False, 1)


def test_a_transaction_is_no_larger_than_consul_takes(fake: Fake, run_module: Run) -> None:
    go(fake, run_module, tree={f"k{number}": "x" * 100_000 for number in range(8)})
    sizes = [int(one.headers["content-length"]) for one in fake.writes]
    assert max(sizes) <= 512 * 1024
    assert len(sizes) == 3


def test_a_value_too_large_in_base64_goes_alone(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", "/v1/kv/app%2Flarge"] = Answer(data=True)
    go(fake, run_module, tree={"large": "x" * 500_000, "small": "y"})
    assert [one.path for one in fake.writes] == ["/v1/kv/app%2Flarge", "/v1/txn"]
    assert fake.writes[0].body == b"x" * 500_000


@pytest.mark.parametrize(("prune", "deleted"), [("none", []), ("exact", ["b", "c"])])
def test_what_is_not_given_goes_only_where_asked(fake: Fake, run_module: Run, prune: str, deleted: list[str]) -> None:
    fake.routes[READ] = Answer(data=[entry("", ""), entry("a", "1"), entry("b", "2"), entry("c", "3")])
    checked = go(fake, run_module, check=True, tree={"a": "2"}, prune=prune)
    assert not fake.writes
    result = go(fake, run_module, tree={"a": "2"}, prune=prune)
    assert result == checked
    assert (result["written"], result["deleted"]) == (["a"], deleted)
    assert operations(fake) == [("set", "app/a"), *(("delete", f"app/{key}") for key in deleted)]


def test_secrets_are_written_and_not_shown(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = Answer(data=[entry("password", "hunter1"), entry("stale", "hunter3")])
    result = go(fake, run_module, tree={"a": "1"}, secrets={"password": "hunter2"}, prune="exact")
    assert result["written"] == ["a", "password"]
    assert result["diff"]["after"] == {"a": "1", "password": "(hidden)"}
    assert "hunter" not in str(result)
    assert fake.writes[0].body[1]["KV"]["Value"] == entry("", "hunter2")["Value"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"tree": {"a": {"b": 1}}}, "to_json"),
        ({"tree": {"a": 1}, "secrets": {"a": 2}}, "both have a"),
        ({"tree": {"": 1}}, "a key is empty"),
    ],
)
def test_what_cannot_be_a_tree_is_refused(fake: Fake, run_module: Run, options: dict[str, Any], text: str) -> None:
    assert text in go(fake, run_module, **options)["msg"]
    assert not fake.writes
