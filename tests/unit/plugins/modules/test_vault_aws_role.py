# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_aws_role."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_aws_role"
    path = "aws/roles/uploader"
    options = {"name": "uploader", "credential_type": "assumed_role", "policy_document": {"b": 1, "a": [2]}}
    there = {"credential_type": "assumed_role", "policy_document": '{"a":[2],"b":1}', "role_arns": None}
    other = {"role_arns": ["x"]}
    sent = {"credential_type": "assumed_role"}
    changed = {"role_arns": ["x"]}


def test_what_is_no_json_is_refused(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/aws/roles/x"] = Answer(404)
    result = run_module("vault_aws_role", {"address": fake.address, "name": "x", "policy_document": "{"})
    assert "policy_document is not JSON" in result["msg"]
    assert not fake.writes
