# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_node_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_the_servers_filter_and_pages_are_read(fake: Fake, run_module: Run) -> None:
    fake.answers = [
        Answer(data=[{"Name": "b", "ID": "2"}], headers={"X-Nomad-NextToken": "2"}),
        Answer(data=[{"Name": "a", "ID": "1"}]),
    ]
    options = {"address": fake.address, "group": "kiosk", "name": "a", "filter": 'Status == "x" or Drain == true'}
    result = run_module("nomad_node_info", options, check=True)
    assert [node["Name"] for node in result["nodes"]] == ["a", "b"]
    assert result["changed"] is False
    expected = 'Name == `a` and Meta.scheduling_group == `kiosk` and (Status == "x" or Drain == true)'
    assert fake.seen[0].query["filter"] == [expected]
    assert len(fake.seen) == 2


def test_details_take_one_request_a_node_and_hide_the_secret(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/nodes"] = Answer(data=[{"Name": "a", "ID": "1"}])
    fake.routes["GET", "/v1/node/1"] = Answer(data={"Name": "a", "ID": "1", "SecretID": "hunter2", "Meta": {}})
    result = run_module("nomad_node_info", {"address": fake.address, "details": True})
    assert result["nodes"] == [{"Name": "a", "ID": "1", "Meta": {}}]
