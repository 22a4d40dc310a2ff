# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the auth methods of Vault are asked."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._options import LOGINS
from ansible_collections.nomadic.fleet.plugins.module_utils._vault_login import METHODS, check, request

AWS = {"method": "aws", "access_key": "AKIA", "secret_key": "hunter2"}
USER = {"username": "ada", "password": "hunter2"}


@pytest.mark.parametrize(
    ("login", "path", "body"),
    [
        (
            {"method": "approle", "role_id": "r", "secret_id": "s"},
            "auth/approle/login",
            {"role_id": "r", "secret_id": "s"},
        ),
        ({"method": "approle", "role_id": "r"}, "auth/approle/login", {"role_id": "r"}),
        ({"method": "userpass", **USER}, "auth/userpass/login/ada", {"password": "hunter2"}),
        ({"method": "ldap", **USER, "mount": "corp/ldap/"}, "auth/corp/ldap/login/ada", {"password": "hunter2"}),
        ({"method": "jwt", "jwt": "a.b.c", "role": "ci"}, "auth/jwt/login", {"jwt": "a.b.c", "role": "ci"}),
        ({"method": "jwt", "jwt": "a.b.c"}, "auth/jwt/login", {"jwt": "a.b.c"}),
        ({"method": "cert"}, "auth/cert/login", {}),
        ({"method": "cert", "role": "web"}, "auth/cert/login", {"name": "web"}),
    ],
)
def test_requests(login: dict[str, Any], path: str, body: dict[str, Any]) -> None:
    check(login, has_certificate=True)
    assert request(login) == (path.split("/"), body)


def decoded(body: dict[str, Any]) -> tuple[str, dict[str, list[str]], str]:
    url, headers, text = (base64.b64decode(body[f"iam_request_{part}"]).decode() for part in ("url", "headers", "body"))
    return url, json.loads(headers), text


def test_aws_is_asked_for_the_senders_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    path, body = request({**AWS, "role": "deploy", "header_value": "vault.example", "session_token": "temporary"})
    url, headers, text = decoded(body)
    assert (path, body["role"], body["iam_http_request_method"]) == (["auth", "aws", "login"], "deploy", "POST")
    assert (url, text) == ("https://sts.amazonaws.com/", "Action=GetCallerIdentity&Version=2011-06-15")
    assert headers["X-Vault-AWS-IAM-Server-ID"] == ["vault.example"]
    assert headers["X-Amz-Security-Token"] == ["temporary"]
    assert "Credential=AKIA/" in headers["Authorization"][0]
    assert "/us-east-1/sts/" in headers["Authorization"][0]
    assert "hunter2" not in json.dumps(headers)


def test_a_region_has_its_own_endpoint_and_signature() -> None:
    url, headers, _text = decoded(request({**AWS, "region": "eu-west-1"})[1])
    assert (url, headers["Host"]) == ("https://sts.eu-west-1.amazonaws.com/", ["sts.eu-west-1.amazonaws.com"])
    assert "/eu-west-1/sts/" in headers["Authorization"][0]


def test_keys_of_aws_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENV")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    with pytest.raises(BadInput, match="needs secret_key .or the environment's AWS_SECRET_ACCESS_KEY"):
        request({"method": "aws"})
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    assert "Credential=AKIAENV/" in decoded(request({"method": "aws"})[1])[1]["Authorization"][0]


@pytest.mark.parametrize(
    ("login", "text"),
    [
        ({"method": "kerberos"}, "can only be approle, aws"),
        ({"method": "approle"}, "method approle needs role_id"),
        ({"method": "ldap"}, "method ldap needs username and password"),
        ({"method": "token"}, "method token needs token"),
        ({"method": "jwt", "jwt": "a.b.c", "password": "hunter2"}, "method jwt does not take password"),
        ({"method": "cert"}, "client_cert and client_key"),
    ],
)
def test_what_no_server_could_take_is_refused(login: dict[str, Any], text: str) -> None:
    with pytest.raises(BadInput, match=text) as caught:
        check(login, has_certificate=False)
    assert "hunter2" not in str(caught.value)


def test_options_and_methods_agree() -> None:
    assert sorted(METHODS) == LOGINS["vault"]["method"]["choices"]
    taken = {option for method in METHODS.values() for option in (*method.needs, *method.takes)}
    assert taken | {"method", "mount"} == set(LOGINS["vault"])
