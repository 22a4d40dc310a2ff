# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_pki_role"
    path = "pki/roles/web"
    options = {"name": "web", "allowed_domains": ["b", "a"], "max_ttl": "30d"}
    there = {"allowed_domains": ["a", "b"], "max_ttl": 2592000, "allow_localhost": False, "issuer_ref": "default"}
    other = {"max_ttl": "31d"}
    sent = {"allowed_domains": ["b", "a"], "max_ttl": 2592000}
    changed = {"max_ttl": 2678400, "allow_localhost": False, "issuer_ref": "default"}
