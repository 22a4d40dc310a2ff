# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_jwt_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_jwt_role"
    path = "auth/jwt/role/jobs"
    options = {
        "name": "jobs",
        "role_type": "jwt",
        "bound_audiences": ["b", "a"],
        "bound_claims": {"job": ["shop"]},
        "max_age": "1h",
    }
    there = {"role_type": "jwt", "bound_audiences": ["a", "b"], "bound_claims": {"job": ["shop"]}, "max_age": 3600}
    other = {"bound_claims": {"job": ["shop", "pay"]}}
    sent = {"role_type": "jwt", "max_age": 3600}
    changed = {"bound_claims": {"job": ["shop", "pay"]}, "role_type": "jwt"}
