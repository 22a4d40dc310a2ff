# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_cors."""

from __future__ import annotations

from fake_server import Answer
from object_contract import VaultObjectContract


class TestCors(VaultObjectContract):
    module = "vault_cors"
    path = "sys/config/cors"
    options = {"allowed_origins": ["https://b", "https://a"], "allowed_headers": ["X-One"]}
    there = {
        "enabled": True,
        "allowed_origins": ["https://a", "https://b"],
        "allowed_headers": ["Content-Type", "X-Vault-Token", "X-One"],
    }
    other = {"allowed_headers": ["X-Two"]}
    sent = {"allowed_origins": ["https://b", "https://a"], "allowed_headers": ["X-One"]}
    changed = {"allowed_origins": ["https://b", "https://a"], "allowed_headers": ["X-Two"]}
    absent = Answer(data={"data": {"enabled": False}})
