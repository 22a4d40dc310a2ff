# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_token_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_token_role"
    path = "auth/token/roles/nomad"
    options = {"name": "nomad", "disallowed_policies": ["b", "a"], "token_period": "72h", "orphan": True}
    there = {"disallowed_policies": ["a", "b"], "token_period": 259200, "orphan": True, "renewable": True}
    other = {"orphan": False}
    sent = {"token_period": 259200, "orphan": True}
    changed = {"orphan": False}
