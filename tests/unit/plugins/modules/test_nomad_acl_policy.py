# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_policy."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/acl/policy/readers"
RULES = 'node { policy = "read" }'
JOB = {"Namespace": "default", "JobID": "shop", "Group": "", "Task": ""}


class TestPolicy(ObjectContract):
    module = "nomad_acl_policy"
    options = {"name": "readers", "rules": f"\n{RULES}\n", "job_acl": {"namespace": "default", "job_id": "shop"}}
    there = {"Name": "readers", "Description": "", "Rules": RULES, "RulesJSON": {"Node": {}}, "JobACL": JOB}
    other = {"job_acl": {"namespace": "default", "job_id": "shop", "group": "web"}}
    sent = {"Name": "readers", "JobACL": {"Namespace": "default", "JobID": "shop"}}
    changed = {"JobACL": {**JOB, "Group": "web"}, "RulesJSON": None}
    read = "GET", PATH
    write = "PUT", PATH
    remove = "DELETE", PATH


def test_a_new_policy_needs_rules(fake: Fake, run_module: Run) -> None:
    assert "rules:" in run_module("nomad_acl_policy", {"address": fake.address, "name": "readers"})["msg"]
    assert not fake.writes


def test_the_parsed_rules_are_not_repeated(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=TestPolicy.there)
    result = run_module("nomad_acl_policy", {"address": fake.address, "name": "readers"})
    assert "RulesJSON" not in str(result)
