# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_variable_info."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import Run

STUB = {"Namespace": "shop", "Path": "a/b", "ModifyIndex": 19}


def go(fake: Fake, run_module: Run, no_log: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module against a server with one variable."""
    fake.routes["GET", "/v1/vars"] = Answer(data=[STUB])
    fake.routes["GET", "/v1/var/a/b"] = Answer(data={**STUB, "Items": {"k": "hunter2"}})
    return run_module("nomad_variable_info", {"address": fake.address, **options}, no_log=no_log)


def test_the_list_takes_one_request_and_holds_paths(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, prefix="a")["variables"] == [STUB]
    assert [one.query["prefix"] for one in fake.seen] == [["a"]]


def test_names_of_items_are_read_in_their_namespace(fake: Fake, run_module: Run) -> None:
    result = go(fake, run_module, namespace="*", details=True)
    assert result["variables"] == [{**STUB, "ItemNames": ["k"]}]
    assert fake.seen[-1].query["namespace"] == ["shop"]


def test_items_are_returned_only_where_they_are_hidden(fake: Fake, run_module: Run) -> None:
    assert "no_log" in go(fake, run_module, path="a/b", return_items=True)["msg"]
    assert not fake.seen
    assert "hunter2" not in str(go(fake, run_module, path="a/b"))
    assert go(fake, run_module, no_log=True, path="a/b", return_items=True)["variables"][0]["Items"] == {"k": "hunter2"}


def test_none_is_no_error(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, path="a/c")["variables"] == []
