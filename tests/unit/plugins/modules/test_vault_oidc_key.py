# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_key."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestKey(VaultObjectContract):
    module = "vault_oidc_key"
    path = "identity/oidc/key/shop"
    options = {"name": "shop", "algorithm": "ES256", "rotation_period": "12h"}
    there = {"algorithm": "ES256", "rotation_period": 43200, "allowed_client_ids": []}
    other = {"allowed_client_ids": ["*"]}
    sent = {"algorithm": "ES256", "rotation_period": 43200}
    changed = {"allowed_client_ids": ["*"]}
