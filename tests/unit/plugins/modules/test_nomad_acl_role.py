# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_role."""

from __future__ import annotations

from object_contract import ObjectContract

ROLE = {"ID": "r1", "Name": "operators", "Description": "", "Policies": [{"Name": "a"}, {"Name": "b"}], "Hash": "x"}


class TestRole(ObjectContract):
    module = "nomad_acl_role"
    options = {"name": "operators", "policies": ["b", "a"]}
    there = ROLE
    other = {"description": "y"}
    sent = {"Name": "operators", "Policies": [{"Name": "b"}, {"Name": "a"}]}
    changed = {"ID": "r1", "Description": "y", "Policies": [{"Name": "b"}, {"Name": "a"}]}
    read = "GET", "/v1/acl/role/name/operators"
    write = "PUT", "/v1/acl/role"
    update = "PUT", "/v1/acl/role/r1"
    remove = "DELETE", "/v1/acl/role/r1"
