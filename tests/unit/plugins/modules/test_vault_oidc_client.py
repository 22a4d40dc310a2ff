# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_client."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestClient(VaultObjectContract):
    module = "vault_oidc_client"
    path = "identity/oidc/client/dashboard"
    options = {"name": "dashboard", "redirect_uris": ["https://a"], "id_token_ttl": "30m", "key": "default"}
    there = {
        "redirect_uris": ["https://a"],
        "id_token_ttl": 1800,
        "key": "default",
        "client_secret": "hvo_secret_hunter2",
    }
    other = {"id_token_ttl": "1h"}
    sent = {"redirect_uris": ["https://a"], "id_token_ttl": 1800}
    changed = {"id_token_ttl": 3600, "key": None}
    secrets = ("hunter2",)
