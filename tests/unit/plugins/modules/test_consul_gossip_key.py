# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_gossip_key and consul_gossip_key_info."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))
RING = "/v1/operator/keyring"
VERBS = {"POST": "install", "PUT": "use", "DELETE": "remove"}


def serve(fake: Fake, keys: dict[str, int], primary: str) -> None:
    """Two rings of two agents each; in one, all keys are everywhere."""
    one = {"Datacenter": "dc1", "WAN": False, "Keys": keys, "PrimaryKeys": {primary: 2}, "NumNodes": 2}
    other = {**one, "WAN": True, "Keys": dict.fromkeys(keys, 2)}
    fake.routes["GET", RING] = Answer(data=[one, other])
    for method in VERBS:
        fake.routes[method, RING] = Answer()


@pytest.mark.parametrize(
    ("keys", "primary", "options", "steps"),
    [
        ({OLD: 2}, OLD, {}, [("install", NEW)]),
        ({OLD: 2, NEW: 1}, OLD, {}, [("install", NEW)]),
        ({OLD: 2, NEW: 2}, OLD, {}, []),
        ({OLD: 2, NEW: 2}, OLD, {"primary": True}, [("use", NEW)]),
        ({NEW: 2}, NEW, {"primary": True, "only": True}, []),
        ({OLD: 2}, OLD, {"only": True}, [("install", NEW), ("use", NEW), ("remove", OLD)]),
        ({OLD: 2, NEW: 2}, NEW, {"only": True}, [("remove", OLD)]),
        ({OLD: 2, NEW: 1}, OLD, {"state": "absent"}, [("remove", NEW)]),
        ({OLD: 2}, OLD, {"state": "absent"}, []),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_done(
    fake: Fake, run_module: Run, keys: dict[str, int], primary: str, options: Any, steps: list[Any], check: bool
) -> None:
    serve(fake, keys, primary)
    result = run_module("consul_gossip_key", {"address": fake.address, "key": NEW, **options}, check=check)
    assert result["changed"] is bool(steps)
    assert [(VERBS[one.method], one.body["Key"]) for one in fake.writes] == ([] if check else steps)
    if check:
        assert (result["diff"]["before"] != result["diff"]["after"]) is bool(steps)
    assert not [key for key in (OLD, NEW) if key in str(result)]


def test_the_primary_key_is_not_taken_away(fake: Fake, run_module: Run) -> None:
    serve(fake, {NEW: 2}, NEW)
    result = run_module("consul_gossip_key", {"address": fake.address, "key": NEW, "state": "absent"}, check=True)
    assert "the primary key" in result["msg"]


@pytest.mark.parametrize("key", ["hunter2", base64.b64encode(b"short").decode()])
def test_what_is_no_key_is_refused_and_not_repeated(fake: Fake, run_module: Run, key: str) -> None:
    result = run_module("consul_gossip_key", {"address": fake.address, "key": key})
    assert result["failed"]
    assert key not in result["msg"]
    assert not fake.seen


def test_keys_are_told_by_fingerprint(fake: Fake, run_module: Run) -> None:
    serve(fake, {OLD: 1}, OLD)
    result = run_module("consul_gossip_key_info", {"address": fake.address})
    assert [(ring["wan"], ring["keys"][0]["agents"]) for ring in result["rings"]] == [(False, 1), (True, 2)]
    assert OLD not in str(result)
