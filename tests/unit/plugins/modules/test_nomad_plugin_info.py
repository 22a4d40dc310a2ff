# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_plugin_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run


def test_a_list_details_and_one(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/plugins"] = Answer(data=[{"ID": "ceph"}])
    fake.routes["GET", "/v1/plugin/csi/ceph"] = Answer(data={"ID": "ceph", "Nodes": {}})
    assert run_module("nomad_plugin_info", {"address": fake.address})["plugins"] == [{"ID": "ceph"}]
    assert fake.seen[0].query["type"] == ["csi"]
    for options in ({"details": True}, {"name": "ceph"}):
        whole = run_module("nomad_plugin_info", {"address": fake.address, **options})["plugins"]
        assert whole == [{"ID": "ceph", "Nodes": {}}]
    assert run_module("nomad_plugin_info", {"address": fake.address, "name": "other"})["plugins"] == []
