# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_scaling_policy_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run


def test_a_list_and_details(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/scaling/policies"] = Answer(data=[{"ID": "1"}, {"ID": "gone"}])
    fake.routes["GET", "/v1/scaling/policy/1"] = Answer(data={"ID": "1", "Max": 3})
    options = {"address": fake.address, "job": "a", "type": "horizontal"}
    assert run_module("nomad_scaling_policy_info", options)["scaling_policies"] == [{"ID": "1"}, {"ID": "gone"}]
    assert (fake.seen[0].query["job"], fake.seen[0].query["type"]) == (["a"], ["horizontal"])
    options["details"] = True
    assert run_module("nomad_scaling_policy_info", options)["scaling_policies"] == [{"ID": "1", "Max": 3}]
