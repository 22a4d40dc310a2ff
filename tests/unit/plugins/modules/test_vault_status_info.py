# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_status_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_a_sealed_one_is_an_answer(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/sys/seal-status"] = Answer(data={"initialized": True, "sealed": True, "t": 2})
    fake.routes["GET", "/v1/sys/health"] = Answer(503, {"standby": True, "version": "1.21.1"})
    result = run_module("vault_status_info", {"address": fake.address, "token": "hunter2"}, check=True)
    assert (result["sealed"], result["standby"], result["leader_address"]) == (True, True, "")
    assert result["vault_version"] == "1.21.1"
    assert all("x-vault-token" not in one.headers for one in fake.seen)


def test_an_active_one(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/sys/seal-status"] = Answer(data={"initialized": True, "sealed": False, "t": 2})
    fake.routes["GET", "/v1/sys/health"] = Answer(data={"standby": False, "version": "1.21.1"})
    fake.routes["GET", "/v1/sys/leader"] = Answer(data={"leader_address": "https://10.0.0.1:8200"})
    assert run_module("vault_status_info", {"address": fake.address})["leader_address"] == "https://10.0.0.1:8200"
