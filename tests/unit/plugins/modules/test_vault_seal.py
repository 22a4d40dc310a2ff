# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_seal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("sealed", [True, False])
def test_once(fake: Fake, run_module: Run, check: bool, sealed: bool) -> None:
    fake.routes["GET", "/v1/sys/seal-status"] = Answer(data={"sealed": sealed})
    fake.routes["PUT", "/v1/sys/seal"] = Answer(204)
    result = run_module("vault_seal", {"address": fake.address, "token": "root"}, check)
    assert (result["changed"], result["sealed"]) == (not sealed, True)
    assert len(fake.writes) == (not sealed and not check)
