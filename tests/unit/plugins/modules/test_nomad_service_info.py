# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_service_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run


def test_names_registrations_and_details(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/services"] = Answer(
        data=[{"Namespace": "team", "Services": [{"ServiceName": "web", "Tags": ["a"]}]}]
    )
    fake.routes["GET", "/v1/service/web"] = Answer(data=[{"ID": "1"}])
    names = run_module("nomad_service_info", {"address": fake.address, "namespace": "*"})["services"]
    assert names == [{"Namespace": "team", "ServiceName": "web", "Tags": ["a"]}]
    details = run_module("nomad_service_info", {"address": fake.address, "namespace": "*", "details": True})["services"]
    assert details == [{"ID": "1"}]
    assert fake.seen[-1].query["namespace"] == ["team"]
    run_module("nomad_service_info", {"address": fake.address, "name": "web", "filter": "NodeID == `x`"})
    assert fake.seen[-1].query["filter"] == ["NodeID == `x`"]


def test_a_name_is_not_looked_up_everywhere(fake: Fake, run_module: Run) -> None:
    result = run_module("nomad_service_info", {"address": fake.address, "name": "web", "namespace": "*"})
    assert "looked up in one namespace" in result["msg"]
