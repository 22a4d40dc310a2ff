# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_object and vault_object_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestObject(VaultObjectContract):
    module = "vault_object"
    path = "auth/kubernetes/role/shop"
    options = {
        "path": "/v1/auth/kubernetes/role/shop",
        "data": {"policies": ["b", "a"], "token_ttl": "1h", "hint": "x", "names": "a,b", "nested": {"max": "2"}},
        "secret_data": {"password": "hunter2"},
        "ignore": ["hint"],
        "secrets": ["seed"],
    }
    there = {
        "policies": ["a", "b"],
        "token_ttl": 3600,
        "names": ["b", "a"],
        "nested": {"max": 2, "min": 1},
        "seed": "hunter2",
    }
    other = {"data": {"policies": ["a"]}}
    sent = {"policies": ["b", "a"], "token_ttl": "1h", "hint": "x", "password": "hunter2"}
    changed = {"policies": ["a"], "password": "hunter2", "seed": None}
    secrets = ("hunter2",)

    def test_a_secret_is_sent_where_asked_for(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, update_secret="always")["changed"] is True

    def test_it_may_be_read_elsewhere_and_put(self, fake: Fake, run_module: Run) -> None:
        fake.routes["PUT", "/v1/a/b"] = Answer(204)
        fake.routes["GET", "/v1/a/c"] = Answer(data={"data": {"one": 1}})
        options = {"address": fake.address, "path": "a/b", "read_path": "a/c", "method": "PUT"}
        assert run_module(self.module, {**options, "data": {"one": 1}})["changed"] is False
        assert run_module(self.module, {**options, "data": {"one": 2}})["changed"] is True

    @pytest.mark.parametrize(("more", "key", "value"), [({}, "object", {"a": 1}), ({"list": True}, "keys", ["x"])])
    def test_the_twin_reads(self, fake: Fake, run_module: Run, more: dict[str, Any], key: str, value: Any) -> None:
        fake.routes["GET", "/v1/a/b"] = Answer(data={"data": {"a": 1, "seed": "hunter2"}})
        fake.routes["LIST", "/v1/a/b"] = Answer(data={"data": {"keys": ["x"]}})
        options = {"address": fake.address, "secrets": ["seed"], **more}
        assert run_module("vault_object_info", {**options, "path": "a/b/"})[key] == value
        assert not run_module("vault_object_info", {**options, "path": "a/gone"})[key]
