# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_peering and consul_peering_info."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import Run

PATH = "/v1/peering/factory"
NOW = {"ID": "i", "Name": "factory", "State": "PENDING", "Meta": {"a": "b"}}


def go(fake: Fake, run_module: Run, check: bool = False, no_log: bool = True, **options: Any) -> dict[str, Any]:
    fake.routes["POST", "/v1/peering/token"] = Answer(data={"PeeringToken": "hunter2"})
    fake.routes["POST", "/v1/peering/establish"] = fake.routes["DELETE", PATH] = Answer(data={})
    options = {"address": fake.address, "name": "factory", **options}
    return run_module("consul_peering", options, check=check, no_log=no_log)


def test_a_token_is_made_once(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(404)
    assert "peering_token" not in go(fake, run_module, check=True)
    assert not fake.writes
    fake.answers = [Answer(404), Answer(404), Answer(data={"PeeringToken": "hunter2"}), Answer(data=NOW)]
    made = go(fake, run_module, meta={"a": "b"}, server_external_addresses=["a:1"])
    assert made["peering_token"] == "hunter2"
    sent = {"PeerName": "factory", "Meta": {"a": "b"}, "ServerExternalAddresses": ["a:1"]}
    assert fake.writes[0].body == sent
    fake.routes["GET", PATH] = Answer(data=NOW)
    again = go(fake, run_module, meta={"a": "b"})
    assert (again["changed"], "peering_token" in again) == (False, False)


def test_a_token_is_not_printed(fake: Fake, run_module: Run) -> None:
    assert "no_log" in go(fake, run_module, no_log=False)["msg"]
    assert not fake.seen


def test_a_token_is_used_without_being_shown(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(404), Answer(404), Answer(data={}), Answer(data=NOW)]
    result = go(fake, run_module, no_log=False, peering_token="hunter2")
    assert fake.writes[0].body == {"PeerName": "factory", "Meta": None, "PeeringToken": "hunter2"}
    assert "hunter2" not in str(result)


def test_it_is_gone_when_consul_says_so(fake: Fake, run_module: Run) -> None:
    leaving = Answer(data={**NOW, "State": "DELETING"})
    fake.answers = [Answer(data=NOW), Answer(data={}), leaving, Answer(404)]
    assert go(fake, run_module, state="absent")["changed"] is True
    assert len(fake.seen) == 4


def test_metadata_cannot_be_changed(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    assert "meta: the object has" in go(fake, run_module, meta={"a": "c"})["msg"]


def test_peerings_are_read(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/peerings"] = Answer(data=[NOW])
    fake.routes["GET", PATH] = Answer(data=NOW)
    for options, found in (({}, [NOW]), ({"name": "factory"}, [NOW]), ({"name": "x"}, [])):
        assert run_module("consul_peering_info", {"address": fake.address, **options})["peerings"] == found
