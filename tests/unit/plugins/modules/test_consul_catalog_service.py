# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_catalog_service and consul_service_info."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

SERVICES = "GET", "/v1/catalog/node-services/n"


class TestService(ObjectContract):
    module = "consul_catalog_service"
    options = {"node": "n", "name": "db", "port": 5432, "tags": ["b", "a"], "weights": {"passing": 3}}
    there = {"ID": "db", "Service": "db", "Port": 5432, "Tags": ["a", "b"], "Weights": {"Passing": 3, "Warning": 1}}
    other = {"service_address": "192.0.2.1"}
    sent = {"Node": "n", "SkipNodeUpdate": True}
    changed = {"SkipNodeUpdate": True}
    read = SERVICES
    write = "PUT", "/v1/catalog/register"
    remove = "PUT", "/v1/catalog/deregister"
    absent = Answer(data={"Services": []})

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes["GET", "/v1/catalog/nodes"] = Answer(data=[{"Node": "n"}])

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data={"Services": [thing]})


def test_the_whole_service_is_sent(fake: Fake, run_module: Run) -> None:
    fake.routes[SERVICES] = Answer(data={"Services": [{**TestService.there, "CreateIndex": 3}]})
    fake.routes["PUT", "/v1/catalog/register"] = Answer(data=True)
    run_module("consul_catalog_service", {"address": fake.address, "node": "n", "name": "db", "tags": []})
    assert fake.writes[0].body["Service"] == {**TestService.there, "Tags": []}


def test_a_node_must_be_there(fake: Fake, run_module: Run) -> None:
    fake.routes[SERVICES] = Answer(data=None)
    fake.routes["GET", "/v1/catalog/nodes"] = Answer(data=[])
    options = {"address": fake.address, "node": "n", "name": "db"}
    assert "consul_catalog_node first" in run_module("consul_catalog_service", options)["msg"]
    assert run_module("consul_catalog_service", {**options, "state": "absent"})["changed"] is False


def test_services_are_read(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/catalog/services"] = Answer(data={"b": [], "a": ["x"]})
    fake.routes["GET", "/v1/health/service/a"] = Answer(data=[{"Service": {}}])
    fake.routes[SERVICES] = Answer(data={"Services": [{"ID": "i"}]})
    options = {"address": fake.address}
    listed = [{"Service": "a", "Tags": ["x"]}, {"Service": "b", "Tags": []}]
    assert run_module("consul_service_info", options)["services"] == listed
    found = run_module("consul_service_info", {**options, "name": "a", "passing": True, "filter": "f"})
    assert found["services"] == [{"Service": {}}]
    assert fake.seen[-1].query == {"passing": ["true"], "filter": ["f"]}
    assert run_module("consul_service_info", {**options, "node": "n"})["services"] == [{"ID": "i"}]
