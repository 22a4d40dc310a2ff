# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The _info modules of objects at one path: where they ask, and what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
CASES = [
    ("vault_userpass_user_info", {}, "auth/userpass/users", "users"),
    ("vault_approle_role_info", {"mount": "team/approle"}, "auth/team/approle/role", "roles"),
    ("vault_jwt_role_info", {}, "auth/jwt/role", "roles"),
    ("vault_cert_role_info", {}, "auth/cert/certs", "roles"),
    ("vault_ldap_group_info", {}, "auth/ldap/groups", "groups"),
    ("vault_ldap_user_info", {}, "auth/ldap/users", "users"),
    ("vault_token_role_info", {}, "auth/token/roles", "roles"),
    ("vault_policy_info", {}, "sys/policies/acl", "policies"),
    ("vault_password_policy_info", {}, "sys/policies/password", "policies"),
    ("vault_quota_rate_limit_info", {}, "sys/quotas/rate-limit", "quotas"),
    ("vault_identity_info", {"kind": "group"}, "identity/group/name", "objects"),
    ("vault_oidc_info", {"kind": "client"}, "identity/oidc/client", "objects"),
]


@pytest.mark.parametrize(("module", "options", "folder", "key"), CASES)
def test_one_all_and_none(
    fake: Fake, run_module: Run, module: str, options: dict[str, str], folder: str, key: str
) -> None:
    fake.routes["LIST", f"/v1/{folder}"] = Answer(data={"data": {"keys": ["shop"]}})
    fake.routes["GET", f"/v1/{folder}/shop"] = Answer(data={"data": {"one": 1}})
    options = {"address": fake.address, **options}
    (listed,) = run_module(module, options, check=True)[key]
    assert (listed["name"], "one" in listed) == ("shop", False)
    for more in ({"name": "shop"}, {"details": True}):
        (read,) = run_module(module, {**options, **more})[key]
        assert (read["name"], read["one"]) == ("shop", 1)
    assert run_module(module, {**options, "name": "gone"})[key] == []
    assert not fake.writes


def test_the_secret_of_a_client_is_left_out(fake: Fake, run_module: Run) -> None:
    client = {"client_id": "c", "client_secret": "hunter2"}
    fake.routes["GET", "/v1/identity/oidc/client/shop"] = Answer(data={"data": client})
    found = run_module("vault_oidc_info", {"address": fake.address, "kind": "client", "name": "shop"})
    assert "c" in found["objects"][0].values()
    assert "hunter2" not in str(found)
