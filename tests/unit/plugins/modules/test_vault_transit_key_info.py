# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_transit_key_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_names_or_all_of_them(fake: Fake, run_module: Run) -> None:
    fake.routes["LIST", "/v1/transit/keys"] = Answer(data={"data": {"keys": ["shop"]}})
    fake.routes["GET", "/v1/transit/keys/shop"] = Answer(data={"data": {"type": "hmac"}})
    options = {"address": fake.address}
    assert run_module("vault_transit_key_info", options)["transit_keys"] == [{"mount": "transit", "name": "shop"}]
    assert len(fake.seen) == 1
    (key,) = run_module("vault_transit_key_info", {**options, "details": True})["transit_keys"]
    assert key["type"] == "hmac"
