# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_policy_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run


def test_the_list_is_read_in_full_only_where_asked(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/policies"] = Answer(data=[{"ID": "1", "Name": "a"}, {"ID": "2", "Name": "b"}])
    for number in ("1", "2"):
        fake.routes["GET", f"/v1/acl/policy/{number}"] = Answer(data={"ID": number, "Rules": "r"})
    options = {"address": fake.address}
    assert [one["Name"] for one in run_module("consul_acl_policy_info", options)["policies"]] == ["a", "b"]
    assert len(fake.seen) == 1
    full = run_module("consul_acl_policy_info", {**options, "details": True})
    assert [one["Rules"] for one in full["policies"]] == ["r", "r"]


def test_none_of_a_name_is_an_empty_list(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/policy/name/x"] = Answer(403, "rpc error making call: ACL not found")
    assert run_module("consul_acl_policy_info", {"address": fake.address, "name": "x"})["policies"] == []


def test_no_permission_is_no_empty_list(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/policy/name/x"] = Answer(403, "Permission denied")
    assert "Permission denied" in run_module("consul_acl_policy_info", {"address": fake.address, "name": "x"})["msg"]
