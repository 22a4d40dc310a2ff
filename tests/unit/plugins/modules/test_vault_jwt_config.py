# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_jwt_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

MODULE = "vault_jwt_config"
PATH = "/v1/auth/jwt/config"
THERE = {"jwks_url": "https://n", "bound_issuer": "i", "jwt_supported_algs": ["RS256", "EdDSA"], "oidc_client_id": ""}
SAME: dict[str, Any] = {"jwt_supported_algs": ["EdDSA", "RS256"], "jwks_url": "https://n"}
OTHER: dict[str, Any] = {"default_role": "jobs"}
BODY = {
    "jwks_url": "https://n",
    "bound_issuer": "i",
    "jwt_supported_algs": ["RS256", "EdDSA"],
    "oidc_client_id": "",
    "default_role": "jobs",
}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    return run_module(MODULE, {"address": fake.address, **options}, check)


@pytest.mark.parametrize("check", [True, False])
def test_only_a_difference_is_written(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes["GET", PATH] = Answer(data={"data": THERE})
    fake.routes["POST", PATH] = Answer(204)
    assert go(fake, run_module, check, **SAME)["changed"] is False
    assert not fake.writes
    result = go(fake, run_module, check, **OTHER)
    assert result["changed"] is True
    assert "hunter2" not in str(result)
    assert [one.body for one in fake.writes] == ([] if check else [BODY])


def test_a_client_secret_is_not_lost(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"data": {"oidc_client_id": "vault", "bound_issuer": "i"}})
    fake.routes["POST", PATH] = Answer(204)
    assert "oidc_client_secret: Vault forgets it" in go(fake, run_module, bound_issuer="j")["msg"]
    assert not fake.writes
    result = go(fake, run_module, bound_issuer="j", oidc_client_secret="hunter2")
    assert result["changed"] is True
    assert "hunter2" not in str(result)
    assert fake.writes[0].body == {"oidc_client_id": "vault", "bound_issuer": "j", "oidc_client_secret": "hunter2"}
