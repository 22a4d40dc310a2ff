# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_crl."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_lists_are_made(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/pki/crl/rotate"] = Answer(data={"data": {"success": True}})
    options = {"address": fake.address}
    assert run_module("vault_pki_crl", options, check=True)["changed"]
    assert not fake.seen
    assert run_module("vault_pki_crl", options)["rotated"]
    assert "404" in run_module("vault_pki_crl", {**options, "delta": True})["msg"]
    assert fake.seen[-1].path == "/v1/pki/crl/rotate-delta"
