# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_aws_root_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_lists_and_durations_are_compared_as_what_they_are(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/aws/config/root"] = Answer(data={"data": {"access_key": "AKIA", "max_retries": -1}})
    fake.routes["GET", "/v1/aws/config/lease"] = Answer(data={"data": {"lease": "1h0m0s", "lease_max": "24h0m0s"}})
    fake.routes["POST", "/v1/aws/config/root"] = Answer(204)
    options = {
        "address": fake.address,
        "access_key": "AKIA",
        "secret_key": "s3cret",
        "lease": 3600,
        "lease_max": "1d",
    }
    assert run_module("vault_aws_root_config", options)["changed"] is False
    result = run_module("vault_aws_root_config", {**options, "access_key": "AKIB"})
    assert [write.body for write in fake.writes] == [{"access_key": "AKIB", "secret_key": "s3cret", "max_retries": -1}]
    assert "s3cret" not in str(result)


def test_a_key_comes_with_its_secret(fake: Fake, run_module: Run) -> None:
    result = run_module("vault_aws_root_config", {"address": fake.address, "access_key": "AKIA"})
    assert "secret_key" in result["msg"]
