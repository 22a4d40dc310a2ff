# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_volume_info."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake
from object_contract import Run


@pytest.mark.parametrize("kind", ["host", "csi"])
def test_lists_and_details(fake: Fake, run_module: Run, kind: str) -> None:
    fake.routes["GET", "/v1/volumes"] = Answer(data=[{"ID": "1", "Namespace": "team"}])
    fake.routes["GET", f"/v1/volume/{kind}/1"] = Answer(data={"ID": "1", "Parameters": {}})
    options = {"address": fake.address, "type": kind, "namespace": "*", "node_id": "n"}
    assert run_module("nomad_volume_info", options)["volumes"] == [{"ID": "1", "Namespace": "team"}]
    assert (fake.seen[0].query["type"], fake.seen[0].query["node_id"]) == ([kind], ["n"])
    assert run_module("nomad_volume_info", {**options, "details": True})["volumes"] == [{"ID": "1", "Parameters": {}}]
    assert fake.seen[-1].query["namespace"] == ["team"]
    one = {"address": fake.address, "type": kind, "id": "1"}
    assert run_module("nomad_volume_info", one)["volumes"] == [{"ID": "1", "Parameters": {}}]
