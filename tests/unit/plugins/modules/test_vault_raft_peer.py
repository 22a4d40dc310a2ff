# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_raft_peer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

RAFT = "/v1/sys/storage/raft"


def go(
    fake: Fake, run_module: Run, check: bool = False, initialized: bool = False, joined: bool = True, **options: Any
) -> Any:
    fake.routes["GET", "/v1/sys/seal-status"] = Answer(data={"initialized": initialized})
    fake.routes["POST", f"{RAFT}/join"] = Answer(data={"joined": joined})
    servers = [{"node_id": "server1"}, {"node_id": "server3"}]
    fake.routes["GET", f"{RAFT}/configuration"] = Answer(data={"data": {"config": {"servers": servers}}})
    fake.routes["POST", f"{RAFT}/remove-peer"] = Answer(204)
    return run_module("vault_raft_peer", {"address": fake.address, **options}, check)


@pytest.mark.parametrize("check", [True, False])
def test_a_new_one_joins(fake: Fake, run_module: Run, check: bool) -> None:
    options = {"leader_api_addr": "https://a:8200", "leader_ca_cert": "PEM"}
    assert go(fake, run_module, initialized=True, **options)["changed"] is False
    assert go(fake, run_module, check, **options)["changed"] is True
    sent = [(one.path, one.body) for one in fake.writes]
    assert sent == ([] if check else [(f"{RAFT}/join", {**options, "retry": False})])


def test_one_that_cannot_join_is_told(fake: Fake, run_module: Run) -> None:
    assert "could not join https://a" in go(fake, run_module, joined=False, leader_api_addr="https://a")["msg"]
    assert go(fake, run_module, joined=False, leader_api_addr="https://a", retry=True)["changed"] is True


@pytest.mark.parametrize("check", [True, False])
def test_one_is_removed(fake: Fake, run_module: Run, check: bool) -> None:
    assert go(fake, run_module, check, state="absent", server_id="server2")["changed"] is False
    assert go(fake, run_module, check, state="absent", server_id="server3")["changed"] is True
    sent = [(one.path, one.body) for one in fake.writes]
    assert sent == ([] if check else [(f"{RAFT}/remove-peer", {"server_id": "server3"})])


def test_needed_options(fake: Fake, run_module: Run) -> None:
    assert "server_id" in go(fake, run_module, state="absent")["msg"]
    assert "leader_api_addr" in go(fake, run_module)["msg"]


def test_the_cluster_is_read(fake: Fake, run_module: Run) -> None:
    go(fake, run_module, state="absent", server_id="x")
    fake.routes["GET", f"{RAFT}/autopilot/state"] = Answer(data={"data": {"healthy": True}})
    fake.routes["GET", f"{RAFT}/autopilot/configuration"] = Answer(data={"data": {"min_quorum": 3}})
    result = run_module("vault_raft_info", {"address": fake.address})
    assert [one["node_id"] for one in result["servers"]] == ["server1", "server3"]
    assert (result["autopilot"], result["autopilot_config"]) == ({"healthy": True}, {"min_quorum": 3})
