# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_acl_role and consul_acl_role_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ConsulObjectContract, Run


class TestRole(ConsulObjectContract):
    module = "consul_acl_role"
    options = {
        "name": "web",
        "policies": ["b", "a"],
        "node_identities": [{"node_name": "n", "datacenter": "d"}],
        "templated_policies": [{"template_name": "builtin/service", "template_variables": {"name": "web"}}],
    }
    there = {
        "ID": "i",
        "Name": "web",
        "Description": "kept",
        "Policies": [{"ID": "1", "Name": "a"}, {"ID": "2", "Name": "b"}],
        "NodeIdentities": [{"NodeName": "n", "Datacenter": "d"}],
        "TemplatedPolicies": [
            {"TemplateID": "3", "TemplateName": "builtin/service", "TemplateVariables": {"name": "web"}}
        ],
    }
    other = {"service_identities": [{"service_name": "web"}]}
    sent = {"Name": "web", "Policies": [{"Name": "b"}, {"Name": "a"}]}
    changed = {"Description": "kept", "ServiceIdentities": [{"ServiceName": "web"}]}
    read = "GET", "/v1/acl/role/name/web"
    write = "PUT", "/v1/acl/role"
    update = "PUT", "/v1/acl/role/i"
    remove = "DELETE", "/v1/acl/role/i"


def test_roles_are_listed(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/roles"] = Answer(data=[{"Name": "a"}])
    assert run_module("consul_acl_role_info", {"address": fake.address})["roles"] == [{"Name": "a"}]
