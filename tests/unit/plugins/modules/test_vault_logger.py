# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_logger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

LEVELS = {"core": "info", "expiration": "info"}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["GET", "/v1/sys/loggers"] = Answer(data={"data": LEVELS})
    for path in ("/v1/sys/loggers", "/v1/sys/loggers/core"):
        fake.routes["POST", path] = Answer(204)
    return run_module("vault_logger", {"address": fake.address, **options}, check)


@pytest.mark.parametrize("check", [True, False])
def test_one_or_all(fake: Fake, run_module: Run, check: bool) -> None:
    assert go(fake, run_module, check, level="info")["changed"] is False
    result = go(fake, run_module, check, name="core", level="debug")
    assert (result["changed"], result["loggers"]) == (True, {"core": "debug"})
    assert go(fake, run_module, check, level="debug")["loggers"] == {"core": "debug", "expiration": "debug"}
    sent = [(one.path, one.body) for one in fake.writes]
    level = {"level": "debug"}
    assert sent == ([] if check else [("/v1/sys/loggers/core", level), ("/v1/sys/loggers", level)])


def test_an_unknown_one_is_told(fake: Fake, run_module: Run) -> None:
    assert "it has core, expiration" in go(fake, run_module, name="cores", level="debug")["msg"]
