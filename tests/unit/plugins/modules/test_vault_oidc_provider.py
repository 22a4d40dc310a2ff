# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_provider."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestProvider(VaultObjectContract):
    module = "vault_oidc_provider"
    path = "identity/oidc/provider/people"
    options = {"name": "people", "issuer": "https://v:8200", "allowed_client_ids": ["b", "a"]}
    there = {
        "issuer": "https://v:8200/v1/identity/oidc/provider/people",
        "allowed_client_ids": ["a", "b"],
        "scopes_supported": ["groups"],
    }
    other = {"allowed_client_ids": ["*"]}
    sent = {"issuer": "https://v:8200", "allowed_client_ids": ["b", "a"]}
    changed = {"issuer": "https://v:8200", "allowed_client_ids": ["*"]}
