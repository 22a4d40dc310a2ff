# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_assignment."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestAssignment(VaultObjectContract):
    module = "vault_oidc_assignment"
    path = "identity/oidc/assignment/dev"
    options = {"name": "dev", "entity_ids": ["b", "a"]}
    there = {"entity_ids": ["a", "b"], "group_ids": ["g"]}
    other = {"entity_ids": ["a"]}
    sent = {"entity_ids": ["b", "a"]}
    changed = {"entity_ids": ["a"], "group_ids": ["g"]}
