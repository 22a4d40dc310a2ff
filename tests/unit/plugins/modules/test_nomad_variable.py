# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_variable."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/var/nomad/jobs/shop"
SHOP = {"Namespace": "default", "Path": "nomad/jobs/shop", "Items": {"one": "hunter2", "two": "7"}, "ModifyIndex": 19}


class TestVariable(ObjectContract):
    module = "nomad_variable"
    options = {"path": "nomad/jobs/shop", "items": {"one": "hunter2", "two": 7}}
    there = SHOP
    other = {"items": {"one": "hunter3", "three": "hunter4"}}
    sent = {"Items": {"one": "hunter2", "two": "7"}}
    changed = {"Items": {"one": "hunter3", "three": "hunter4"}}
    read = "GET", PATH
    write = "PUT", PATH
    remove = "DELETE", PATH
    secrets = ("hunter2", "hunter3", "hunter4")


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module against a server that has the variable."""
    fake.routes["GET", PATH] = Answer(data=SHOP)
    fake.routes.setdefault(("PUT", PATH), Answer(data=SHOP))
    return run_module("nomad_variable", {"address": fake.address, "path": "nomad/jobs/shop", **options}, check=check)


def test_the_diff_names_the_items(fake: Fake, run_module: Run) -> None:
    result = go(fake, run_module, check=True, items={"one": "hunter3", "three": "hunter4"})
    assert result["diff"]["before"]["Items"] == {"one": "(hidden)", "two": "(hidden)"}
    assert result["diff"]["after"]["Items"] == {"one": "(hidden, another one)", "three": "(hidden)"}
    assert result["variable"]["ItemNames"] == ["one", "three"]


def test_others_are_kept_where_it_is_asked_for(fake: Fake, run_module: Run) -> None:
    go(fake, run_module, items={"three": "x"}, keep_others=True)
    assert fake.writes[0].body["Items"] == {"one": "hunter2", "two": "7", "three": "x"}


def test_it_writes_only_what_it_has_read(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", PATH] = Answer(409, SHOP)
    result = go(fake, run_module, items={"one": "hunter3"})
    assert fake.writes[0].query["cas"] == ["19"]
    assert "changed by somebody else" in result["msg"]
    assert "hunter2" not in str(result), "the answer to a refused write holds the items"


@pytest.mark.parametrize("check", [True, False])
def test_an_index_of_the_user_must_fit_where_something_changes(fake: Fake, run_module: Run, check: bool) -> None:
    assert go(fake, run_module, items={"one": "hunter2", "two": "7"}, cas=18)["changed"] is False
    assert "cas:" in go(fake, run_module, check, items={"one": "hunter3"}, cas=18)["msg"]
    assert not fake.writes
    assert go(fake, run_module, check, items={"one": "hunter3"}, cas=19)["changed"] is True


def test_a_new_one_must_not_be_there(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", PATH] = Answer(data=SHOP)
    run_module("nomad_variable", {"address": fake.address, "path": "nomad/jobs/shop", "items": {"a": "b"}})
    assert fake.writes[0].query["cas"] == ["0"]


def test_no_items_are_refused(fake: Fake, run_module: Run) -> None:
    assert "items:" in go(fake, run_module, items={})["msg"]
    assert go(fake, run_module)["changed"] is False
