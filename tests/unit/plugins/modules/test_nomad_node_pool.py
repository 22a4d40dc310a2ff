# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_node_pool."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/node/pool/external"
DAY = 86400 * 10**9


class TestNodePool(ObjectContract):
    module = "nomad_node_pool"
    options = {"name": "external", "node_identity_ttl": "24h", "meta": {"floor": 1}}
    there = {"Name": "external", "Description": "x", "NodeIdentityTTL": DAY, "Meta": {"floor": "1"}, "ModifyIndex": 7}
    other = {"node_identity_ttl": "2d"}
    sent = {"Name": "external", "NodeIdentityTTL": DAY, "Meta": {"floor": "1"}}
    changed = {"NodeIdentityTTL": 2 * DAY, "Description": "x"}
    read = "GET", PATH
    write = "PUT", "/v1/node/pools"
    remove = "DELETE", PATH


@pytest.mark.parametrize(("ttl", "changed"), [("24h", False), ("1d", False), (86400, False), ("25h", True)])
def test_durations_are_compared_as_such(fake: Fake, run_module: Run, ttl: Any, changed: bool) -> None:
    fake.routes["GET", PATH] = Answer(data=TestNodePool.there)
    options = {"address": fake.address, "name": "external", "node_identity_ttl": ttl}
    assert run_module("nomad_node_pool", options, check=True)["changed"] is changed


def test_a_wrong_duration_is_named(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"Name": "external"})
    result = run_module("nomad_node_pool", {"address": fake.address, "name": "external", "node_identity_ttl": "soon"})
    assert "node_identity_ttl" in result["msg"]
