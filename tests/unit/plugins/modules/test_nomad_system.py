# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_system."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run

PATHS = ["/v1/system/gc", "/v1/system/reconcile/summaries"]


def test_what_is_asked_for_is_started(fake: Fake, run_module: Run) -> None:
    for path in PATHS:
        fake.routes["PUT", path] = Answer()
    options = {"address": fake.address, "gc": True, "reconcile_summaries": True}
    assert run_module("nomad_system", options, check=True)["done"] == ["gc", "reconcile_summaries"]
    assert not fake.writes
    assert run_module("nomad_system", options)["changed"] is True
    assert [one.path for one in fake.writes] == PATHS


def test_nothing_is_an_error(fake: Fake, run_module: Run) -> None:
    assert "Nothing is asked for" in run_module("nomad_system", {"address": fake.address})["msg"]
