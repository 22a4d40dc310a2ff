# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._options import (
    ENVIRONMENT,
    LOGINS,
    SPECS,
    resolve,
    secrets,
)


@pytest.mark.parametrize("product", sorted(SPECS))
def test_tokens_are_hidden_and_certificates_verified(product: str) -> None:
    spec = SPECS[product]
    assert spec["token"]["no_log"] is True
    assert spec["validate_certs"]["default"] is True
    assert set(ENVIRONMENT[product]) <= set(spec)


@pytest.mark.parametrize("product", sorted(SPECS))
def test_explicit_then_environment_then_default(product: str) -> None:
    variables = {name.lstrip("!"): f"env-{option}" for option, name in ENVIRONMENT[product].items()}
    found = resolve(product, {"address": "given", "token": ""}, variables)
    assert (found["address"], found["token"], found["namespace"]) == ("given", None, "env-namespace")
    assert resolve(product, {}, {})["address"].startswith("http")
    assert resolve(product, {}, {})["timeout"] == 30


@pytest.mark.parametrize(
    ("product", "variables", "verify"),
    [
        ("nomad", {"NOMAD_SKIP_VERIFY": "true"}, False),
        ("nomad", {"NOMAD_SKIP_VERIFY": "false"}, True),
        ("nomad", {"NOMAD_SKIP_VERIFY": ""}, True),
        ("consul", {"CONSUL_HTTP_SSL_VERIFY": "false"}, False),
        ("consul", {"CONSUL_HTTP_SSL_VERIFY": "rubbish"}, True),
        ("vault", {}, True),
    ],
)
def test_verification_from_the_environment(product: str, variables: dict[str, str], verify: bool) -> None:
    assert resolve(product, {}, variables)["validate_certs"] is verify


LOGIN = {
    "nomad": {"auth_method": "ci", "jwt": "a.b.c"},
    "consul": {"auth_method": "ci", "jwt": "a.b.c"},
    "vault": {"method": "jwt", "jwt": "a.b.c"},
}


@pytest.mark.parametrize("product", sorted(SPECS))
def test_a_login_wins_over_the_environments_token(product: str) -> None:
    environment = {ENVIRONMENT[product]["token"]: "from-environment"}
    for token in (None, "from-environment"):  # a module's own fallback fills it in
        found = resolve(product, {"token": token, "login": {**LOGIN[product], "mount": None}}, environment)
        assert (found["token"], found["login"]) == (None, LOGIN[product])
    with pytest.raises(BadInput, match="both given"):
        resolve(product, {"token": "explicit", "login": LOGIN[product]}, environment)


@pytest.mark.parametrize("product", sorted(SPECS))
@pytest.mark.parametrize(
    ("login", "text"),
    [("hunter2", "must be a dictionary"), ({"passwort": "hunter2"}, "has no option passwort"), ({}, "login needs")],
)
def test_a_login_that_cannot_be_is_refused(product: str, login: Any, text: str) -> None:
    with pytest.raises(BadInput, match=text) as caught:
        resolve(product, {"login": login}, {})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("product", sorted(SPECS))
def test_secrets_of_a_login_are_known(product: str) -> None:
    assert secrets(product, resolve(product, {"login": LOGIN[product]}, {})) == {"a.b.c"}
    assert secrets(product, resolve(product, {"token": "a"}, {})) == {"a"}
    hidden = {option for option, spec in LOGINS[product].items() if spec["no_log"]}
    assert hidden >= {"jwt"}
    assert not {"secret_id", "password", "token", "secret_key", "session_token"} & (set(LOGINS[product]) - hidden)
