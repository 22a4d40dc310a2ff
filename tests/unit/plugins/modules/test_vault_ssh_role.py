# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ssh_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_ssh_role"
    path = "ssh/roles/operator"
    options = {
        "name": "operator",
        "key_type": "ca",
        "allowed_users": ["b", "a"],
        "allowed_user_key_lengths": {"rsa": [4096, 2048], "ed25519": 0},
    }
    there = {
        "key_type": "ca",
        "allowed_users": "a,b",
        "ttl": 3600,
        "allowed_user_key_lengths": {"rsa": [2048, 4096], "ed25519": [0]},
    }
    other = {"allowed_users": ["a"]}
    sent = {"allowed_users": "b,a"}
    changed = {"allowed_users": "a", "ttl": 3600, "key_type": "ca"}
