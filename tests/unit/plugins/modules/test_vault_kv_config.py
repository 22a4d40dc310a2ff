# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_kv_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_only_a_difference_is_written(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/secret/config"] = Answer(
        data={"data": {"max_versions": 5, "cas_required": True, "delete_version_after": "720h0m0s"}}
    )
    fake.routes["POST", "/v1/secret/config"] = Answer(204)
    options = {"address": fake.address, "max_versions": 5, "delete_version_after": "30d"}
    assert run_module("vault_kv_config", options)["changed"] is False
    assert not fake.writes
    assert run_module("vault_kv_config", {**options, "max_versions": 0})["changed"] is True
    assert fake.writes[0].body == {"max_versions": 0, "cas_required": True, "delete_version_after": "720h0m0s"}
