# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_raft_peer and consul_raft_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

READ = "GET", "/v1/operator/raft/configuration"


def servers(leader: str, voter: bool = True) -> Answer:
    both = [{"ID": f"id-{name}", "Node": name, "Leader": name == leader, "Voter": voter} for name in ("b", "a")]
    return Answer(data={"Servers": both})


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["POST", "/v1/operator/raft/transfer-leader"] = Answer(data={"Success": True})
    fake.routes["DELETE", "/v1/operator/raft/peer"] = Answer()
    return run_module("consul_raft_peer", {"address": fake.address, **options}, check=check)


def test_leadership_is_handed_over_once(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = servers("a")
    assert go(fake, run_module, node="a", state="leader")["changed"] is False
    assert go(fake, run_module, node="b", state="leader", check=True)["changed"] is True
    assert not fake.writes
    fake.answers = [servers("a"), Answer(data={"Success": True}), servers("a"), servers("b")]
    assert go(fake, run_module, node="b", state="leader")["raft_peer"]["Leader"] is True
    assert fake.writes[0].query == {"id": ["id-b"]}


def test_leadership_that_does_not_move_is_an_error(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = servers("a")
    assert "wait_timeout" in go(fake, run_module, node="b", state="leader", wait_timeout=0)["msg"]


def test_a_server_is_removed_once(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = servers("a")
    assert go(fake, run_module, id="id-b", state="absent")["changed"] is True
    assert [(one.method, one.query) for one in fake.writes] == [("DELETE", {"id": ["id-b"]})]
    assert go(fake, run_module, node="c", state="absent")["changed"] is False


@pytest.mark.parametrize(
    ("options", "voter", "text"),
    [
        ({"node": "a", "state": "absent"}, True, "It is the leader"),
        ({"node": "c", "state": "leader"}, True, "no such server"),
        ({"node": "b", "state": "leader"}, False, "no vote"),
    ],
)
def test_what_would_do_harm_is_refused(fake: Fake, run_module: Run, options: Any, voter: bool, text: str) -> None:
    fake.routes[READ] = servers("a", voter)
    assert text in go(fake, run_module, check=True, **options)["msg"]


def test_servers_are_listed(fake: Fake, run_module: Run) -> None:
    fake.routes[READ] = servers("b")
    result = run_module("consul_raft_info", {"address": fake.address})
    assert ([one["Node"] for one in result["servers"]], result["leader"]) == (["a", "b"], "b")
