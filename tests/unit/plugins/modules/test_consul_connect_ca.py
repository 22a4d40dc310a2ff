# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_connect_ca and consul_connect_ca_info."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import Run

PATH = "/v1/connect/ca/configuration"
NOW = {"Provider": "consul", "Config": {"LeafCertTTL": "72h", "PrivateKey": "hunter2"}, "State": {"a": "b"}}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["PUT", PATH] = Answer()
    result = run_module("consul_connect_ca", {"address": fake.address, **options}, check=check)
    assert "hunter2" not in str(result)
    return result


def test_only_what_is_given_is_compared(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, provider="consul", config={"leaf_cert_ttl": "3d"})["changed"] is False
    assert go(fake, run_module, config={"LeafCertTTL": "24h"}, check=True)["changed"] is True
    assert not fake.writes


def test_what_is_not_given_stays(fake: Fake, run_module: Run) -> None:
    go(fake, run_module, config={"LeafCertTTL": "24h"})
    config = {"LeafCertTTL": "24h", "PrivateKey": "hunter2"}
    assert fake.writes[0].body == {"Provider": "consul", "Config": config, "ForceWithoutCrossSigning": False}


def test_another_provider_takes_nothing_over(fake: Fake, run_module: Run) -> None:
    options = {"provider": "vault", "config": {"Address": "a"}, "secret_config": {"Token": "hunter2-t"}}
    go(fake, run_module, force_without_cross_signing=True, **options)
    config = {"Address": "a", "Token": "hunter2-t"}
    assert fake.writes[0].body == {"Provider": "vault", "Config": config, "ForceWithoutCrossSigning": True}


def test_roots_are_read_without_keys(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["GET", "/v1/connect/ca/roots"] = Answer(data={"Roots": [{"ID": "r"}], "TrustDomain": "t"})
    result = run_module("consul_connect_ca_info", {"address": fake.address})
    assert (result["roots"], result["trust_domain"]) == ([{"ID": "r"}], "t")
    assert "hunter2" not in str(result)
