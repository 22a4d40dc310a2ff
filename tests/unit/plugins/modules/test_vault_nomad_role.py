# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_nomad_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_nomad_role"
    path = "nomad/role/reader"
    options = {"name": "reader", "policies": ["b", "a"]}
    there = {"type": "client", "policies": ["a", "b"], "global": False}
    other = {"global": True}
    sent = {"policies": ["b", "a"]}
    changed = {"type": "client", "policies": ["b", "a"], "global": True}
