# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_rotate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def go(
    fake: Fake, run_module: Run, check: bool = False, since: str = "2020-01-01T00:00:00.123456789Z", **options: Any
) -> Any:
    config = {"enabled": True, "interval": "720h0m0s", "max_operations": 100}
    fake.routes["GET", "/v1/sys/rotate/config"] = Answer(data={"data": config})
    fake.routes["GET", "/v1/sys/key-status"] = Answer(
        data={"data": {"term": 2, "install_time": since, "encryptions": 7}}
    )
    for path in ("/v1/sys/rotate", "/v1/sys/rotate/config"):
        fake.routes["POST", path] = Answer(204)
    result = run_module("vault_rotate", {"address": fake.address, **options}, check)
    assert not result["failed"], result["msg"]
    return result


def test_what_is_as_wanted_is_left_alone(fake: Fake, run_module: Run) -> None:
    options = {"enabled": True, "interval": "30d", "older_than": "90d"}
    assert go(fake, run_module, since="2999-01-01T00:00:00Z", **options)["changed"] is False
    assert go(fake, run_module)["changed"] is False
    assert not fake.writes


@pytest.mark.parametrize("check", [True, False])
def test_an_old_key_is_rotated(fake: Fake, run_module: Run, check: bool) -> None:
    result = go(fake, run_module, check, older_than="90d", interval="60d")
    assert result["changed"] is True
    sent = [(one.path, one.body) for one in fake.writes]
    assert sent == ([] if check else [("/v1/sys/rotate/config", {"interval": 5184000}), ("/v1/sys/rotate", None)])
    if check:
        assert (result["rotation"]["term"], result["rotation"]["interval"]) == (3, 5184000)
