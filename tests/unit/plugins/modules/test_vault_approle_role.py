# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_approle_role."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestRole(VaultObjectContract):
    module = "vault_approle_role"
    path = "auth/approle/role/shop"
    options = {"name": "shop", "role_id": "r1", "local_secret_ids": False, "secret_id_ttl": "24h"}
    there = {"local_secret_ids": False, "secret_id_ttl": 86400, "token_policies": []}
    other = {"secret_id_ttl": "48h"}
    sent = {"role_id": "r1", "secret_id_ttl": 86400, "local_secret_ids": False}
    changed = {"secret_id_ttl": 172800, "local_secret_ids": None}

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes["GET", f"/v1/{self.path}/role-id"] = Answer(data={"data": {"role_id": "r1"}})

    def test_another_id_is_a_change(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        assert self.go(fake, run_module, role_id="r2")["changed"] is True
        assert fake.writes[0].body["role_id"] == "r2"

    def test_what_cannot_be_changed_is_refused(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        result = run_module(self.module, {"address": fake.address, "name": "shop", "local_secret_ids": True})
        assert "cannot be changed" in result["msg"]
