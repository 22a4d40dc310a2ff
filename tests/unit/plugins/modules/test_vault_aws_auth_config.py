# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_aws_auth_config."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestConfig(VaultObjectContract):
    module = "vault_aws_auth_config"
    path = "auth/aws/config/client"
    options = {"access_key": "AKIA", "secret_key": "hunter2", "max_retries": 3}
    there = {"access_key": "AKIA", "max_retries": 3, "sts_region": ""}
    other = {"sts_region": "eu-central-1"}
    sent = {"access_key": "AKIA", "secret_key": "hunter2", "max_retries": 3}
    changed = {"sts_region": "eu-central-1", "secret_key": "hunter2"}
    secrets = ("hunter2",)
