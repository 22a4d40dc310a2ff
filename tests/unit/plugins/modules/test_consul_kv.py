# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules consul_kv and consul_kv_info."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import ObjectContract, Run

PATH = "/v1/kv/app%2Fport"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class TestKey(ObjectContract):
    module = "consul_kv"
    options = {"key": "app/port", "value": "80\n", "flags": 3}
    there = {"Key": "app/port", "Value": encoded("80\n"), "Flags": 3, "ModifyIndex": 9}
    other = {"value": "80"}
    sent = {}
    read = "GET", PATH
    write = "PUT", PATH
    remove = "DELETE", PATH

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes[self.write] = fake.routes[self.remove] = Answer(data=True)

    def test_what_is_missing_is_created(self, fake: Fake, run_module: Run) -> None:
        fake.answers = [self.absent, Answer(data=True), self.answer(self.there)]  # read again after the write
        assert self.go(fake, run_module)["kv"]["Value"] == "80\n"
        assert (fake.writes[0].body, fake.writes[0].query) == (80, {"flags": ["3"]})  # the fake reads JSON

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data=[thing])

    @staticmethod
    def carries(body: Any, least: dict[str, Any]) -> None:
        assert body == 80  # the fake reads JSON


def test_what_is_not_given_is_written_again(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=[{"Key": "app/port", "Value": encoded("x"), "Flags": 3}])
    fake.routes["PUT", PATH] = Answer(data=True)
    run_module("consul_kv", {"address": fake.address, "key": "app/port", "flags": 4})
    assert (fake.writes[0].body, fake.writes[0].query) == (b"x", {"flags": ["4"]})


def test_a_secret_is_compared_and_never_shown(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=[{"Key": "app/port", "Value": encoded("hunter1")}])
    options = {"address": fake.address, "key": "app/port"}
    for secret, changed in (("hunter1", False), ("hunter2", True)):
        result = run_module("consul_kv", {**options, "secret_value": secret}, check=True)
        assert result["changed"] is changed
        assert "hunter" not in str(result)
    assert "hunter" not in str(run_module("consul_kv", {**options, "state": "absent"}, check=True))


@pytest.mark.parametrize("options", [{"value": "1"}, {"state": "absent"}])
def test_a_refusal_is_an_error(fake: Fake, run_module: Run, options: dict[str, Any]) -> None:
    fake.routes["GET", PATH] = Answer(data=[{"Key": "app/port", "Value": ""}])
    fake.routes["PUT", PATH] = fake.routes["DELETE", PATH] = Answer(data=False)
    result = run_module("consul_kv", {"address": fake.address, "key": "app/port", "cas": 7, **options})
    assert "another index" in result["msg"]
    assert fake.writes[0].query["cas"] == ["7"]


@pytest.mark.parametrize(("held", "changed"), [(None, True), ("s", False)])
def test_a_lock_is_taken_once(fake: Fake, run_module: Run, held: str | None, changed: bool) -> None:
    fake.routes["GET", PATH] = Answer(data=[{"Key": "app/port", "Value": encoded("x"), "Session": held}])
    fake.routes["PUT", PATH] = Answer(data=True)
    assert run_module("consul_kv", {"address": fake.address, "key": "app/port", "acquire": "s"})["changed"] is changed
    assert [one.query["acquire"] for one in fake.writes] == [["s"]] * changed


def test_no_base64_is_refused(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(404)
    result = run_module("consul_kv", {"address": fake.address, "key": "app/port", "value_base64": "a"})
    assert "value_base64 is not base64" in result["msg"]


def test_keys_are_read_as_text_or_bytes(fake: Fake, run_module: Run) -> None:
    entries = [{"Key": "a", "Value": encoded("x")}, {"Key": "b", "Value": "//79"}, {"Key": "c", "Value": None}]
    fake.routes["GET", "/v1/kv/"] = Answer(data=entries)
    result = run_module("consul_kv_info", {"address": fake.address, "prefix": ""})
    read = [{"Key": "a", "Value": "x"}, {"Key": "b", "ValueBase64": "//79"}, {"Key": "c", "Value": ""}]
    assert result["entries"] == read
    fake.routes["GET", "/v1/kv/x"] = Answer(404)
    assert run_module("consul_kv_info", {"address": fake.address, "prefix": "x", "keys_only": True})["entries"] == []
