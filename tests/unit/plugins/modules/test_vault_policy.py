# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_policy."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestPolicy(VaultObjectContract):
    module = "vault_policy"
    path = "sys/policies/acl/shop"
    options = {"name": "Shop", "policy": 'path "a" {}\n'}
    there = {"name": "shop", "policy": 'path "a" {}'}
    other = {"policy": 'path "b" {}'}
    sent = {"policy": 'path "a" {}\n'}
    changed = {"policy": 'path "b" {}'}
    write = "PUT", "/v1/sys/policies/acl/shop"
