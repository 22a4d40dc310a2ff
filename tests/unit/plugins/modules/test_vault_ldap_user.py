# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ldap_user."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestUser(VaultObjectContract):
    module = "vault_ldap_user"
    path = "auth/ldap/users/alice"
    options = {"name": "alice", "groups": ["Ops", "dev"]}
    there = {"policies": ["a"], "groups": "dev,ops"}
    other = {"groups": ["dev"]}
    sent = {"groups": ["ops", "dev"]}
    changed = {"groups": ["dev"], "policies": ["a"]}
