# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_database_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_database_role"
    path = "database/roles/reader"
    options = {"name": "reader", "db_name": "shop", "default_ttl": "1h", "creation_statements": ["b", "a"]}
    there = {"db_name": "shop", "default_ttl": 3600, "creation_statements": ["b", "a"], "max_ttl": 0}
    other = {"creation_statements": ["a", "b"]}
    sent = {"db_name": "shop", "default_ttl": 3600}
    changed = {"creation_statements": ["a", "b"], "default_ttl": 3600}
