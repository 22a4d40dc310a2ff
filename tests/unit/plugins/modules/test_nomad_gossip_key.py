# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules nomad_gossip_key and nomad_gossip_key_info."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))
LIST = "GET", "/v1/agent/keyring/list"


def serve(fake: Fake, keys: dict[str, int], servers: int = 2) -> None:
    """Servers with these keys, that do all they are told."""
    fake.routes[LIST] = Answer(data={"Keys": keys, "Messages": {}, "NumNodes": servers})
    for verb in ("install", "use", "remove"):
        fake.routes["PUT", f"/v1/agent/keyring/{verb}"] = Answer(data={"Keys": {}, "Messages": {}, "NumNodes": 2})


@pytest.mark.parametrize(
    ("keys", "options", "steps"),
    [
        ({OLD: 2}, {}, [("install", NEW)]),
        ({OLD: 2, NEW: 1}, {}, [("install", NEW)]),
        ({OLD: 2, NEW: 2}, {}, []),
        ({NEW: 2}, {"primary": True, "only": True}, []),
        ({OLD: 2, NEW: 2}, {"primary": True}, [("use", NEW)]),
        ({OLD: 2}, {"only": True}, [("install", NEW), ("use", NEW), ("remove", OLD)]),
        ({OLD: 2, NEW: 2}, {"only": True}, [("use", NEW), ("remove", OLD)]),
        ({OLD: 2, NEW: 2}, {"state": "absent"}, [("remove", NEW)]),
        ({OLD: 2}, {"state": "absent"}, []),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_done(
    fake: Fake,
    run_module: Run,
    keys: dict[str, int],
    options: dict[str, Any],
    steps: list[tuple[str, str]],
    check: bool,
) -> None:
    serve(fake, keys)
    result = run_module("nomad_gossip_key", {"address": fake.address, "key": NEW, **options}, check=check)
    assert result["changed"] is bool(steps)
    done = [(one.path.rpartition("/")[2], one.body["Key"]) for one in fake.writes]
    assert done == ([] if check else steps)
    if check:
        assert (result["diff"]["before"] != result["diff"]["after"]) is bool(steps)
    assert not [key for key in (OLD, NEW) if key in str(result)]


def test_the_only_key_is_not_removed(fake: Fake, run_module: Run) -> None:
    serve(fake, {NEW: 2})
    result = run_module("nomad_gossip_key", {"address": fake.address, "key": NEW, "state": "absent"}, check=True)
    assert "the only key" in result["msg"]


def test_a_primary_key_that_is_not_removed_is_explained(fake: Fake, run_module: Run) -> None:
    serve(fake, {OLD: 2, NEW: 2})
    fake.routes["PUT", "/v1/agent/keyring/remove"] = Answer(500, "2/2 nodes reported failure")
    result = run_module("nomad_gossip_key", {"address": fake.address, "key": NEW, "state": "absent"})
    assert "primary key cannot be removed" in result["msg"]
    assert NEW not in str(result)


@pytest.mark.parametrize("key", ["hunter2", base64.b64encode(b"short").decode(), "x" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(fake: Fake, run_module: Run, key: str) -> None:
    result = run_module("nomad_gossip_key", {"address": fake.address, "key": key})
    assert "16, 24 or 32 bytes" in result["msg"]
    assert key not in result["msg"]
    assert not fake.seen


def test_silent_servers_are_no_answer(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data={"Keys": {NEW: 1}, "Messages": {"server2": "timeout"}, "NumNodes": 2})
    assert "server2" in run_module("nomad_gossip_key_info", {"address": fake.address})["msg"]


def test_keys_are_told_only_where_they_are_hidden(fake: Fake, run_module: Run) -> None:
    serve(fake, {NEW: 2})
    mark = hashlib.sha256(b"b" * 32).hexdigest()
    result = run_module("nomad_gossip_key_info", {"address": fake.address})
    assert (result["gossip_keys"], result["servers"]) == ([{"sha256": mark, "servers": 2}], 2)
    options = {"address": fake.address, "return_keys": True}
    assert "no_log" in run_module("nomad_gossip_key_info", options)["msg"]
    assert run_module("nomad_gossip_key_info", options, no_log=True)["gossip_keys"][0]["key"] == NEW
