# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_oidc_scope."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestScope(VaultObjectContract):
    module = "vault_oidc_scope"
    path = "identity/oidc/scope/groups"
    options = {"name": "groups", "description": "d"}
    there = {"description": "d", "template": "{}"}
    other = {"description": "e"}
    sent = {"description": "d"}
    changed = {"description": "e", "template": "{}"}
