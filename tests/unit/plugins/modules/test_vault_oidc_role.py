# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_oidc_role"
    path = "identity/oidc/role/shop"
    options = {"name": "shop", "key": "shop", "ttl": "1h"}
    there = {"key": "shop", "ttl": 3600, "template": "", "client_id": "c"}
    other = {"ttl": "2h"}
    sent = {"key": "shop", "ttl": 3600}
    changed = {"ttl": 7200}
