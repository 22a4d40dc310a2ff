# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_catalog_node, consul_node_info, consul_health_info and consul_coordinate_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

LIST, CHECKS = ("GET", "/v1/catalog/nodes"), ("GET", "/v1/health/node/db")
REGISTER, DEREGISTER = ("PUT", "/v1/catalog/register"), ("PUT", "/v1/catalog/deregister")


class TestNode(ObjectContract):
    module = "consul_catalog_node"
    options = {"name": "db", "node_address": "192.0.2.1", "meta": {"external-node": True}}
    there = {"Node": "db", "Address": "192.0.2.1", "Meta": {"external-node": "true"}, "CreateIndex": 4}
    other = {"tagged_addresses": {"lan": "192.0.2.2"}}
    sent = {"Node": "db", "Address": "192.0.2.1", "NodeMeta": {"external-node": "true"}}
    changed = {"TaggedAddresses": {"lan": "192.0.2.2"}, "NodeMeta": {"external-node": "true"}}
    read = LIST
    write = REGISTER
    remove = DEREGISTER
    absent = Answer(data=[])

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data=[thing])


def test_checks_are_all_of_them(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[{"Node": "db", "Address": "a", "Meta": None}])
    known = [{"CheckID": one, "ServiceID": ""} for one in ("a", "b")] + [{"CheckID": "c", "ServiceID": "s"}]
    fake.routes[CHECKS] = Answer(data=known)
    fake.routes[REGISTER] = fake.routes[DEREGISTER] = Answer(data=True)
    options = {"address": fake.address, "datacenter": "dc2", "name": "db"}
    run_module("consul_catalog_node", {**options, "checks": [{"check_id": "a", "status": "passing"}]})
    here = {"Node": "db", "Datacenter": "dc2"}
    check = {"CheckID": "a", "Status": "passing", "Node": "db", "ServiceID": ""}
    assert [one.body for one in fake.writes] == [
        {**here, "Address": "a", "NodeMeta": None, "Checks": [check]},
        {**here, "CheckID": "b"},
    ]


def test_nodes_are_filtered_by_the_servers(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[{"Node": "b"}, {"Node": "a"}])
    options = {"address": fake.address, "name": "a", "filter": "Meta.x == 1 or Meta.x == 2"}
    assert [one["Node"] for one in run_module("consul_node_info", options)["nodes"]] == ["a", "b"]
    assert fake.seen[0].query["filter"] == ["Node == `a` and (Meta.x == 1 or Meta.x == 2)"]
    near = run_module("consul_node_info", {"address": fake.address, "near": "b"})
    assert [one["Node"] for one in near["nodes"]] == ["b", "a"]


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, "state/any"),
        ({"state": "critical"}, "state/critical"),
        ({"node": "n"}, "node/n"),
        ({"service": "s"}, "checks/s"),
    ],
)
def test_checks_are_read(fake: Fake, run_module: Run, options: dict[str, str], path: str) -> None:
    fake.routes["GET", f"/v1/health/{path}"] = Answer(data=[{"CheckID": "c"}])
    assert run_module("consul_health_info", {"address": fake.address, **options})["checks"] == [{"CheckID": "c"}]


@pytest.mark.parametrize(
    ("options", "path"), [({}, "nodes"), ({"wan": True}, "datacenters"), ({"node": "n"}, "node/n")]
)
def test_coordinates_are_read(fake: Fake, run_module: Run, options: dict[str, Any], path: str) -> None:
    fake.routes["GET", f"/v1/coordinate/{path}"] = Answer(data=[{"Node": "n"}])
    assert run_module("consul_coordinate_info", {"address": fake.address, **options})["coordinates"] == [{"Node": "n"}]
