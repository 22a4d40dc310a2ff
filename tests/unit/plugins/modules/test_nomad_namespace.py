# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_namespace."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/namespace/team%2Fa"
NOW = {"Name": "team/a", "Description": "x", "Capabilities": {"EnabledTaskDrivers": ["a", "b"]}, "CreateIndex": 3}


class TestNamespace(ObjectContract):
    module = "nomad_namespace"
    options = {"name": "team/a", "enabled_task_drivers": ["b", "a"]}
    there = NOW
    other = {"description": "y"}
    sent = {"Name": "team/a", "Capabilities": {"EnabledTaskDrivers": ["b", "a"]}}
    changed = {"Description": "y"}
    read = "GET", PATH
    write = "PUT", PATH
    remove = "DELETE", PATH


def test_what_is_not_given_is_kept(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["PUT", PATH] = Answer()
    run_module("nomad_namespace", {"address": fake.address, "name": "team/a", "disabled_task_drivers": ["c"]})
    assert fake.writes[0].body["Description"] == "x"
    assert fake.writes[0].body["Capabilities"] == {"EnabledTaskDrivers": ["a", "b"], "DisabledTaskDrivers": ["c"]}
