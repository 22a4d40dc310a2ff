# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_root_key."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

HOUR = 3600 * 10**9
ROTATE, REMOVE = "/v1/operator/keyring/rotate", "/v1/operator/keyring/key/"


def key(name: str, state: str, age: int = 0) -> dict[str, Any]:
    """A key of an age in hours."""
    return {"KeyID": name, "State": state, "CreateTime": time.time_ns() - age * HOUR, "PublishTime": 0}


def serve(fake: Fake, *keys: dict[str, Any]) -> None:
    """A server with these keys."""
    fake.routes["GET", "/v1/operator/keyring/keys"] = Answer(data=list(keys))
    fake.routes["PUT", ROTATE] = Answer(data={"Key": key("new", "active"), "Index": 7})
    for one in keys:
        fake.routes["DELETE", REMOVE + one["KeyID"]] = Answer(data={"Index": 7})


@pytest.mark.parametrize(
    ("keys", "options", "changed"),
    [
        ([key("a", "active", 2)], {}, True),
        ([key("a", "active", 2)], {"max_age": "1h"}, True),
        ([key("a", "active", 2)], {"max_age": "3h"}, False),
        ([key("a", "active", 2), key("b", "inactive", 9)], {"max_age": "3h"}, False),
        ([key("a", "active", 2), key("b", "prepublished")], {"max_age": "1h"}, False),
        ([key("a", "active", 2), key("b", "prepublished")], {"prepublish": "1h"}, False),
        ([key("a", "active", 2)], {"prepublish": "1h"}, True),
        ([key("a", "active", 2), key("b", "inactive", 9)], {"id": "b", "state": "absent"}, True),
        ([key("a", "active", 2)], {"id": "b", "state": "absent"}, False),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_done(
    fake: Fake, run_module: Run, keys: list[dict[str, Any]], options: dict[str, Any], changed: bool, check: bool
) -> None:
    serve(fake, *keys)
    result = run_module("nomad_root_key", {"address": fake.address, **options}, check=check)
    assert result["changed"] is changed
    assert len(fake.writes) == (changed and not check)
    if check:
        assert (result["diff"]["before"] != result["diff"]["after"]) is changed


def test_how_it_rotates(fake: Fake, run_module: Run) -> None:
    serve(fake, key("a", "active"))
    run_module("nomad_root_key", {"address": fake.address, "full": True})
    run_module("nomad_root_key", {"address": fake.address, "prepublish": "1h"})
    full, published = (one.query for one in fake.writes)
    assert full == {"full": ["true"]}
    assert set(published) == {"publish_time"}
    assert abs(int(published["publish_time"][0]) - time.time_ns() - HOUR) < 60 * 10**9


def test_a_lost_answer_does_not_rotate_twice(fake: Fake, run_module: Run) -> None:
    serve(fake, key("a", "active"))
    fake.routes["PUT", ROTATE] = Answer(0)
    assert run_module("nomad_root_key", {"address": fake.address})["failed"]
    assert len(fake.writes) == 1


def test_the_active_key_is_not_removed(fake: Fake, run_module: Run) -> None:
    serve(fake, key("a", "active"))
    result = run_module("nomad_root_key", {"address": fake.address, "id": "a", "state": "absent"}, check=True)
    assert "rotate first" in result["msg"]
