# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


NODE = {
    "ID": "1",
    "Name": "a",
    "Status": "ready",
    "SchedulingEligibility": "eligible",
    "DrainStrategy": None,
    "Meta": {"scheduling_group": "kiosk", "kind": "x"},
}


def serve(fake: Fake, **changes: Any) -> dict[str, Any]:
    """A server with this one node; gives the connection options."""
    fake.routes["GET", "/v1/node/1"] = Answer(data={**NODE, **changes})
    fake.routes["GET", "/v1/node/1/allocations"] = Answer(data=[])
    for path in ("/v1/node/1/drain", "/v1/node/1/eligibility"):
        fake.routes["PUT", path] = Answer(data={})
    fake.routes["POST", "/v1/client/metadata"] = Answer(data={})
    return {"address": fake.address, "id": "1", "wait": False}


@pytest.mark.parametrize(
    ("options", "now", "changed"),
    [
        ({"metadata": {"scheduling_group": "kiosk"}}, {}, False),
        ({"metadata": {"scheduling_group": "sensor"}}, {}, True),
        ({"metadata": {"nothing": None}}, {}, False),
        ({"eligibility": "eligible"}, {}, False),
        ({"eligibility": "ineligible"}, {}, True),
        ({"drain": True}, {}, True),
        ({"drain": True}, {"SchedulingEligibility": "ineligible"}, False),
        ({"drain": True}, {"SchedulingEligibility": "ineligible", "DrainStrategy": {"Deadline": 1}}, False),
        ({"drain": False}, {}, False),
        ({"drain": False}, {"SchedulingEligibility": "ineligible", "DrainStrategy": {"Deadline": 1}}, True),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_done(
    fake: Fake, run_module: Run, options: dict[str, Any], now: dict[str, Any], changed: bool, check: bool
) -> None:
    connection = serve(fake, **now)
    result = run_module("nomad_node", {**connection, **options}, check=check)
    assert result["changed"] is changed
    assert bool(fake.writes) is (changed and not check)
    assert (result["diff"]["before"] != result["diff"]["after"]) is changed


def test_a_drain_is_asked_for_with_its_body(fake: Fake, run_module: Run) -> None:
    connection = serve(fake)
    run_module("nomad_node", {**connection, "drain": True, "drain_deadline": "force", "drain_ignore_system_jobs": True})
    assert fake.writes[0].body == {"DrainSpec": {"Deadline": -1, "IgnoreSystemJobs": True}, "MarkEligible": False}


def test_metadata_goes_through_the_servers_and_names_the_node(fake: Fake, run_module: Run) -> None:
    run_module("nomad_node", {**serve(fake), "metadata": {"scheduling_group": "sensor", "kind": None, "n": 2}})
    assert fake.writes[0].query["node_id"] == ["1"]
    assert fake.writes[0].body == {"Meta": {"scheduling_group": "sensor", "kind": None, "n": "2"}}


def test_a_node_still_working_is_not_drained(fake: Fake, run_module: Run) -> None:
    connection = serve(fake, SchedulingEligibility="ineligible")
    work = [{"ID": "w", "ClientStatus": "running", "Job": {"Type": "system"}}]
    fake.routes["GET", "/v1/node/1/allocations"] = Answer(data=work)
    assert run_module("nomad_node", {**connection, "drain": True}, check=True)["changed"] is True
    ignoring = {**connection, "drain": True, "drain_ignore_system_jobs": True}
    assert run_module("nomad_node", ignoring, check=True)["changed"] is False


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("node", ["1", "2"])
def test_a_node_is_purged_where_it_is(fake: Fake, run_module: Run, node: str, check: bool) -> None:
    options = {**serve(fake), "id": node, "state": "absent"}
    fake.routes["PUT", "/v1/node/1/purge"] = Answer(data={})
    result = run_module("nomad_node", options, check=check)
    assert result["changed"] is (node == "1")
    assert result["node"] == {}
    assert [one.path for one in fake.writes] == (["/v1/node/1/purge"] if node == "1" and not check else [])
