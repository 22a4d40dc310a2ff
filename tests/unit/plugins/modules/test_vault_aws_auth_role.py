# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_aws_auth_role."""

from __future__ import annotations

from object_contract import VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_aws_auth_role"
    path = "auth/aws/role/deploy"
    options = {"name": "deploy", "auth_type": "iam", "bound_iam_principal_arn": ["arn:b", "arn:a"], "token_ttl": "15m"}
    there = {"auth_type": "iam", "bound_iam_principal_arn": ["arn:a", "arn:b"], "token_ttl": 900}
    other = {"token_ttl": "30m"}
    sent = {"auth_type": "iam", "token_ttl": 900}
    changed = {"token_ttl": 1800, "auth_type": None}
