# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_acl_auth_method and consul_acl_auth_method_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ConsulObjectContract, Run

PATH = "/v1/acl/auth-method/k8s"
NOW = {
    "Name": "k8s",
    "Type": "kubernetes",
    "MaxTokenTTL": "1h0m0s",
    "Config": {"Host": "https://h", "CACert": "kept", "ServiceAccountJWT": "hunter2"},
}


class TestAuthMethod(ConsulObjectContract):
    module = "consul_acl_auth_method"
    options = {
        "name": "k8s",
        "type": "kubernetes",
        "max_token_ttl": "60m",
        "config": {"host": "https://h"},
        "secret_config": {"ServiceAccountJWT": "hunter2"},
    }
    there = NOW
    other = {"config": {"Host": "https://i"}}
    sent = {"Name": "k8s", "Type": "kubernetes", "MaxTokenTTL": "1h0m0s"}
    changed = {"Config": {"Host": "https://i", "CACert": "kept", "ServiceAccountJWT": "hunter2"}}
    read = "GET", PATH
    write = "PUT", "/v1/acl/auth-method"
    update = "PUT", PATH
    remove = "DELETE", PATH
    secrets = ("hunter2",)


def test_another_type_is_refused(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    result = run_module("consul_acl_auth_method", {"address": fake.address, "name": "k8s", "type": "jwt"})
    assert "type: the object has 'kubernetes'" in result["msg"]


def test_secrets_of_the_settings_are_left_out(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    result = run_module("consul_acl_auth_method_info", {"address": fake.address, "name": "k8s"})
    assert result["auth_methods"][0]["Config"]["CACert"] == "kept"
    assert "hunter2" not in str(result)
