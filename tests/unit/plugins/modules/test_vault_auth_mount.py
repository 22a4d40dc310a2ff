# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_auth_mount and vault_auth_mount_info."""

from __future__ import annotations

from typing import Any

from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestMount(VaultObjectContract):
    module = "vault_auth_mount"
    path = "sys/auth/team/people"
    read = "GET", "/v1/sys/auth"  # type: ignore[assignment]
    update = "POST", "/v1/sys/auth/team/people/tune"
    options = {
        "path": "team/people",
        "type": "userpass",
        "max_lease_ttl": "24h",
        "user_lockout": {"lockout_threshold": 3},
    }
    there = {
        "type": "userpass",
        "description": "d",
        "accessor": "auth_userpass_1",
        "config": {"max_lease_ttl": 86400, "user_lockout_config": {"user_lockout_threshold": 3}},
    }
    other = {"description": "e", "max_lease_ttl": "48h"}
    changed = {"description": "e", "max_lease_ttl": "48h0m0s", "user_lockout_config": {"lockout_threshold": "3"}}
    absent = Answer(data={"data": {"token/": {}}})

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data={"data": {"team/people/": thing}})

    def test_what_is_missing_is_created(self, fake: Fake, run_module: Run) -> None:
        """Enabled, then tuned: Vault takes the lockout only then."""
        self.prepare(fake, there=False)
        assert self.go(fake, run_module)["changed"] is True
        enable, tune = self.writes(fake)
        assert (enable.path, tune.path) == (self.write[1], "/v1/sys/auth/team/people/tune")
        self.carries(enable.body, {"type": "userpass", "config": {"max_lease_ttl": "24h0m0s"}})
        self.carries(tune.body, {"user_lockout_config": {"lockout_threshold": "3"}})

    def test_one_request_where_nobody_is_locked_out(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=False)
        self.go(fake, run_module, user_lockout=None)
        assert len(self.writes(fake)) == 1

    def test_another_type_is_refused(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        result = run_module(self.module, {"address": fake.address, "path": "team/people", "type": "ldap"})
        assert "cannot be changed" in result["msg"]

    def test_the_twin_lists_them(self, fake: Fake, run_module: Run) -> None:
        fake.routes[self.read] = Answer(data={"data": {"token/": {"type": "token"}, "team/people/": self.there}})
        options = {"address": fake.address}
        mounts = run_module("vault_auth_mount_info", options)["mounts"]
        assert [mount["path"] for mount in mounts] == ["team/people", "token"]
        assert [
            one["type"] for one in run_module("vault_auth_mount_info", {**options, "path": "/token/"})["mounts"]
        ] == ["token"]
        assert run_module("vault_auth_mount_info", {**options, "path": "gone"})["mounts"] == []
