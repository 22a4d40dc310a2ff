# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_consul_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_consul_role"
    path = "team/consul/roles/ci"
    options = {"mount": "team/consul", "name": "ci", "consul_policies": ["b", "a"], "ttl": "1h"}
    there = {"consul_policies": ["a", "b"], "ttl": 3600, "max_ttl": 0, "local": False}
    other = {"local": True}
    sent = {"consul_policies": ["b", "a"], "ttl": 3600}
    changed = {"ttl": 3600, "local": True}
