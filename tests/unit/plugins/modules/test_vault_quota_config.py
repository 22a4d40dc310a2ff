# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_quota_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

MODULE = "vault_quota_config"
PATH = "/v1/sys/quotas/config"
THERE = {
    "enable_rate_limit_audit_logging": False,
    "enable_rate_limit_response_headers": False,
    "rate_limit_exempt_paths": ["b", "a"],
    "absolute_rate_limit_exempt_paths": [],
}
SAME: dict[str, Any] = {"rate_limit_exempt_paths": ["a", "b"]}
OTHER: dict[str, Any] = {"enable_rate_limit_response_headers": True}
BODY = {
    "enable_rate_limit_audit_logging": False,
    "enable_rate_limit_response_headers": True,
    "rate_limit_exempt_paths": ["b", "a"],
    "absolute_rate_limit_exempt_paths": [],
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
