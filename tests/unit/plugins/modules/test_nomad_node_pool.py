# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_node_pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/node/pool/external"


def test_durations_are_compared_as_such(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"Name": "external", "NodeIdentityTTL": 86400 * 10**9})
    for ttl, changed in (("24h", False), ("1d", False), (86400, False), ("25h", True)):
        options = {"address": fake.address, "name": "external", "node_identity_ttl": ttl}
        assert run_module("nomad_node_pool", options, check=True)["changed"] is changed
    assert not fake.writes


def test_a_wrong_duration_is_named(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"Name": "external"})
    result = run_module("nomad_node_pool", {"address": fake.address, "name": "external", "node_identity_ttl": "soon"})
    assert "node_identity_ttl" in result["msg"]
