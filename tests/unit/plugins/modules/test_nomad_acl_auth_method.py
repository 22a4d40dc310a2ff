# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_acl_auth_method."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/acl/auth-method/company"
CONFIG = {
    "OIDCDiscoveryURL": "https://id",
    "OIDCClientID": "nomad",
    "OIDCClientSecret": "redacted",
    "OIDCClientAssertion": None,
    "OIDCScopes": ["groups", "mail"],
    "ClockSkewLeeway": "1m0s",
    "ClaimMappings": {"project_path": "project"},
    "BoundAudiences": None,
}
METHOD = {
    "Name": "company",
    "Type": "OIDC",
    "TokenLocality": "global",
    "MaxTokenTTL": "1h0m0s",
    "Default": False,
    "Config": CONFIG,
    "ModifyIndex": 7,
}
GIVEN = {"oidc_discovery_url": "https://id", "oidc_client_id": "nomad", "oidc_client_secret": "hunter2"}
LOOSE = {"oidc_scopes": ["mail", "groups"], "clock_skew_leeway": "60", "claim_mappings": {"project_path": "project"}}


class TestAuthMethod(ObjectContract):
    module = "nomad_acl_auth_method"
    options = {
        "name": "company",
        "type": "OIDC",
        "token_locality": "global",
        "max_token_ttl": "60m",
        "config": {**GIVEN, **LOOSE},
    }
    there = METHOD
    other = {"max_token_ttl": "2h"}
    sent = {"Name": "company", "Type": "OIDC", "MaxTokenTTL": "1h0m0s"}
    changed = {"MaxTokenTTL": "2h0m0s", "Config": None}  # so the secret stays
    read = "GET", PATH
    write = "PUT", PATH
    remove = "DELETE", PATH
    secrets = ("hunter2",)


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module against a server that has the method."""
    fake.routes["GET", PATH] = fake.routes["PUT", PATH] = Answer(data=METHOD)
    return run_module("nomad_acl_auth_method", {"address": fake.address, "name": "company", **options}, check=check)


def test_a_change_of_the_configuration_sends_all_of_it_with_the_secret(fake: Fake, run_module: Run) -> None:
    result = go(fake, run_module, config={"bound_audiences": ["a"], "oidc_client_secret": "hunter2"})
    assert fake.writes[0].body["Config"] == {**CONFIG, "BoundAudiences": ["a"], "OIDCClientSecret": "hunter2"}
    assert "hunter2" not in str(result)


@pytest.mark.parametrize("check", [True, False])
def test_a_change_that_would_lose_the_secret_is_refused(fake: Fake, run_module: Run, check: bool) -> None:
    result = go(fake, run_module, check, config={"bound_audiences": ["a"]})
    assert "oidc_client_secret" in result["msg"]
    assert not fake.writes


def test_the_secret_is_sent_again_where_it_is_asked_for(fake: Fake, run_module: Run) -> None:
    options = {"config": {"oidc_client_secret": "hunter3"}}
    assert go(fake, run_module, **options)["changed"] is False
    result = go(fake, run_module, **options, update_secret="always")
    assert result["changed"] is True
    assert fake.writes[0].body["Config"]["OIDCClientSecret"] == "hunter3"
    assert "hunter3" not in str(result)
