# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ui_header."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestHeader(VaultObjectContract):
    module = "vault_ui_header"
    path = "sys/config/ui/headers/X-Frame-Options"
    options = {"name": "X-Frame-Options", "values": ["DENY"]}
    there = {"values": ["DENY"]}
    other = {"values": ["SAMEORIGIN"]}
    sent = {"values": ["DENY"]}
    changed = {"values": ["SAMEORIGIN"]}
