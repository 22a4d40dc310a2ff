# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_password_policy."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestPolicy(VaultObjectContract):
    module = "vault_password_policy"
    path = "sys/policies/password/letters"
    options = {"name": "letters", "policy": "length = 20\n"}
    there = {"policy": "length = 20"}
    other = {"policy": "length = 30"}
    sent = {"policy": "length = 20\n"}
    changed = {"policy": "length = 30"}
