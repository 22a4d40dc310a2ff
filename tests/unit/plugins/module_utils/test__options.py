# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options."""

from __future__ import annotations

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._options import ENVIRONMENT, SPECS, resolve


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
