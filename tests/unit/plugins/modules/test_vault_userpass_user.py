# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_userpass_user."""

from __future__ import annotations

from fake_server import Fake
from object_contract import Run, VaultObjectContract


class TestUser(VaultObjectContract):
    module = "vault_userpass_user"
    path = "auth/team/people/users/alice"
    options = {
        "mount": "/team/people/",
        "name": "alice",
        "password": "hunter2",
        "token_ttl": "1h",
        "token_policies": ["b", "a"],
    }
    there = {"token_ttl": 3600, "token_policies": ["a", "b"], "token_bound_cidrs": []}
    other = {"token_bound_cidrs": ["10.0.0.1/32"]}
    sent = {"password": "hunter2", "token_ttl": 3600, "token_policies": ["b", "a"], "name": None, "mount": None}
    changed = {"password": "hunter2", "token_bound_cidrs": ["10.0.0.1"]}
    secrets = ("hunter2",)

    def test_a_password_is_sent_where_asked_for(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, update_secret="always")["changed"] is True

    def test_an_address_is_a_network_of_one(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        fake.routes[self.read] = self.answer({**self.there, "token_bound_cidrs": ["10.0.0.1"]})
        assert self.go(fake, run_module, **self.other)["changed"] is False
