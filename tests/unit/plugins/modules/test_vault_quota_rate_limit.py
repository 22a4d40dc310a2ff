# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_quota_rate_limit."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestQuota(VaultObjectContract):
    module = "vault_quota_rate_limit"
    path = "sys/quotas/rate-limit/logins"
    options = {"name": "logins", "rate": 10, "interval": "1m", "path": "auth/userpass"}
    there = {
        "name": "logins",
        "type": "rate-limit",
        "rate": 10,
        "interval": 60,
        "path": "auth/userpass/",
        "role": "",
        "block_interval": 5,
    }
    other = {"rate": 20.5}
    sent = {"rate": 10.0, "interval": 60, "path": "auth/userpass"}
    changed = {"rate": 20.5, "interval": 60, "path": "auth/userpass", "block_interval": 5}
