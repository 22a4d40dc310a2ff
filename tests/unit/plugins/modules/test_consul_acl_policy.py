# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_policy."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ConsulObjectContract, Run

PATH = "/v1/acl/policy/name/readers"


class TestPolicy(ConsulObjectContract):
    module = "consul_acl_policy"
    options = {"name": "readers", "rules": "r", "datacenters": ["b", "a"]}
    there = {"ID": "i", "Name": "readers", "Rules": "r", "Description": "d", "Datacenters": ["a", "b"]}
    other = {"rules": "s"}
    sent = {"Name": "readers", "Rules": "r", "Datacenters": ["b", "a"]}
    changed = {"Description": "d", "Rules": "s"}
    read = "GET", PATH
    write = "PUT", "/v1/acl/policy"
    update = "PUT", "/v1/acl/policy/i"
    remove = "DELETE", "/v1/acl/policy/i"


def test_no_permission_is_no_absence(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(403, "Permission denied")
    assert "403" in run_module("consul_acl_policy", {"address": fake.address, "name": "readers"})["msg"]
    assert not fake.writes
