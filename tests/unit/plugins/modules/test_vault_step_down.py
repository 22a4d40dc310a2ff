# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_step_down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("active", [True, False])
def test_only_the_active_one(fake: Fake, run_module: Run, check: bool, active: bool) -> None:
    fake.routes["GET", "/v1/sys/leader"] = Answer(data={"is_self": active})
    fake.routes["PUT", "/v1/sys/step-down"] = Answer(204)
    result = run_module("vault_step_down", {"address": fake.address}, check)
    assert (result["changed"], result["active"]) == (active, active)
    assert len(fake.writes) == (active and not check)
