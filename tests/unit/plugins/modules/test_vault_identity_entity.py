# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_identity_entity."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestEntity(VaultObjectContract):
    module = "vault_identity_entity"
    path = "identity/entity/name/alice"
    options = {"name": "alice", "policies": ["b", "a"], "metadata": {"team": "shop"}}
    there = {
        "name": "alice",
        "id": "e1",
        "policies": ["a", "b"],
        "metadata": {"team": "shop"},
        "disabled": False,
        "last_update_time": "t",
    }
    other = {"disabled": True}
    sent = {"policies": ["b", "a"], "metadata": {"team": "shop"}}
    changed = {"disabled": True, "id": None, "last_update_time": None}
