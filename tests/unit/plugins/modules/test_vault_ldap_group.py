# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ldap_group."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestGroup(VaultObjectContract):
    module = "vault_ldap_group"
    path = "auth/ldap/groups/Developers"
    options = {"name": "Developers", "policies": ["B", "a"]}
    there = {"policies": ["a", "b"]}
    other = {"policies": ["a"]}
    sent = {"policies": ["b", "a"]}
    changed = {"policies": ["a"]}
