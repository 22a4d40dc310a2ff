# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_session, consul_session_info and consul_event."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run

LIST = "GET", "/v1/session/list"
NOW = {"ID": "i", "Name": "leader", "Node": "n", "TTL": "5m0s", "LockDelay": 15_000_000_000, "Behavior": "release"}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    fake.routes["PUT", "/v1/session/create"] = Answer(data={"ID": "i"})
    fake.routes["GET", "/v1/session/info/i"] = Answer(data=[NOW])
    fake.routes["PUT", "/v1/session/renew/i"] = fake.routes["PUT", "/v1/session/destroy/i"] = Answer(data=True)
    return run_module("consul_session", {"address": fake.address, "name": "leader", **options}, check=check)


def test_it_is_made_once(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=None)
    options = {"ttl": "300", "lock_delay": "15s", "behavior": "release"}
    assert go(fake, run_module, check=True, **options)["changed"] is True
    assert not fake.writes
    assert go(fake, run_module, **options)["session"] == NOW
    assert fake.writes[0].body == {"Name": "leader", "TTL": "5m0s", "LockDelay": 15_000_000_000, "Behavior": "release"}
    fake.routes[LIST] = Answer(data=[NOW])
    assert go(fake, run_module, **options)["changed"] is False


def test_it_cannot_be_changed(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[NOW])
    assert "ttl: the object has '5m0s'" in go(fake, run_module, ttl="10s")["msg"]


@pytest.mark.parametrize("check", [True, False])
def test_to_renew_it_is_no_change(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes[LIST] = Answer(data=[NOW])
    assert go(fake, run_module, check=check, renew=True)["changed"] is False
    assert [one.path for one in fake.writes] == ["/v1/session/renew/i"] * (not check)


def test_several_of_a_name_need_an_id(fake: Fake, run_module: Run) -> None:
    fake.routes[LIST] = Answer(data=[NOW, {**NOW, "ID": "j", "Node": "m"}])
    assert "2 sessions are called so" in go(fake, run_module)["msg"]
    assert go(fake, run_module, node="n")["changed"] is False
    assert go(fake, run_module, id="i", state="absent")["changed"] is True
    assert fake.writes[0].path == "/v1/session/destroy/i"


def test_an_id_that_is_not_there_is_no_new_session(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/session/info/x"] = Answer(data=[])
    assert "Consul makes the ids" in run_module("consul_session", {"address": fake.address, "id": "x"})["msg"]


@pytest.mark.parametrize(("options", "path"), [({}, "list"), ({"id": "i"}, "info/i"), ({"node": "n"}, "node/n")])
def test_sessions_are_read(fake: Fake, run_module: Run, options: dict[str, str], path: str) -> None:
    fake.routes["GET", f"/v1/session/{path}"] = Answer(data=[NOW])
    assert run_module("consul_session_info", {"address": fake.address, **options})["sessions"] == [NOW]


def test_an_event_is_fired_in_every_run_but_in_check_mode(fake: Fake, run_module: Run) -> None:
    fake.routes["PUT", "/v1/event/fire/fetch"] = Answer(data={"ID": "e"})
    options = {"address": fake.address, "name": "fetch", "payload": "release 17", "service": "^web$"}
    assert run_module("consul_event", options, check=True)["changed"] is True
    assert not fake.writes
    assert run_module("consul_event", options)["event"] == {"ID": "e"}
    assert (fake.writes[0].body, fake.writes[0].query) == (b"release 17", {"service": ["^web$"]})
