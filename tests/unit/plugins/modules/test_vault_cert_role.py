# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_cert_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_cert_role"
    path = "auth/cert/certs/devices"
    options = {
        "name": "devices",
        "certificate": "PEM",
        "allowed_common_names": ["b", "a"],
        "ocsp_this_update_max_age": "1m",
    }
    there = {
        "certificate": "PEM\n",
        "allowed_common_names": ["a", "b"],
        "ocsp_this_update_max_age": 60,
        "display_name": "d",
    }
    other = {"display_name": "e"}
    sent = {"certificate": "PEM", "ocsp_this_update_max_age": 60}
    changed = {"display_name": "e"}
