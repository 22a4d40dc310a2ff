# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_prepared_query and consul_prepared_query_info."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

LIST = "GET", "/v1/query"


class TestQuery(ObjectContract):
    module = "consul_prepared_query"
    options = {
        "name": "web",
        "query_token": "hunter2",
        "service": {"service": "web", "tags": ["b", "a"], "failover": {"nearest_n": 2}},
        "dns": {"ttl": "10"},
    }
    there = {
        "ID": "i",
        "Name": "web",
        "Token": "hunter2",
        "Service": {
            "Service": "web",
            "Tags": ["a", "b"],
            "OnlyPassing": True,
            "Failover": {"NearestN": 2, "Targets": None},
        },
        "DNS": {"TTL": "10s"},
    }
    other = {"dns": {"ttl": "20s"}}
    sent = {"Name": "web", "DNS": {"TTL": "10s"}, "Token": "hunter2"}
    changed = {"ID": "i", "DNS": {"TTL": "20s"}, "Token": "hunter2"}
    read = LIST
    write = "POST", "/v1/query"
    update = "PUT", "/v1/query/i"
    remove = "DELETE", "/v1/query/i"
    absent = Answer(data=[{"ID": "j", "Name": "another"}])
    secrets = ("hunter2",)

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes[LIST] = Answer(data=[self.there]) if there else self.absent
        fake.routes["GET", "/v1/query/i"] = Answer(data=[self.there])

    def test_what_the_service_has_besides_stays(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        self.go(fake, run_module, service={"service": "web", "tags": []})
        service = self.there["Service"]
        assert fake.writes[0].body["Service"] == {**service, "Tags": []}


def test_queries_are_read_and_executed(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[TestQuery.there, {"ID": "j", "Name": "b"}])
    fake.routes["GET", "/v1/query/web/execute"] = Answer(data={"Nodes": []})
    options = {"address": fake.address}
    result = run_module("consul_prepared_query_info", options)
    assert [one["ID"] for one in result["prepared_queries"]] == ["i", "j"]
    assert "hunter2" not in str(result)
    assert len(run_module("consul_prepared_query_info", {**options, "name": "web"})["prepared_queries"]) == 1
    executed = run_module("consul_prepared_query_info", {**options, "name": "web", "execute": True})
    assert executed["execution"] == {"Nodes": []}
    none = run_module("consul_prepared_query_info", {**options, "name": "x", "execute": True})
    assert none["execution"] == {}
