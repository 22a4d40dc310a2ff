# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_database_static_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_database_static_role"
    path = "database/static-roles/shop"
    options = {"name": "shop", "db_name": "shop"}
    there = {"db_name": "shop", "username": "shop", "rotation_period": 86400.0}
    other = {"rotation_schedule": "0 3 * * *"}
    sent = {"db_name": "shop"}
    changed = {"rotation_schedule": "0 3 * * *", "rotation_period": None, "username": "shop"}
