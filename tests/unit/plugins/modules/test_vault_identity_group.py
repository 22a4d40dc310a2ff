# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_identity_group."""

from __future__ import annotations

from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestGroup(VaultObjectContract):
    module = "vault_identity_group"
    path = "identity/group/name/shop"
    options = {"name": "shop", "policies": ["B", "a"], "member_entities": ["alice"], "type": "internal"}
    there = {"name": "shop", "id": "g1", "policies": ["a", "b"], "member_entity_ids": ["e1"], "type": "internal"}
    other = {"policies": ["a"]}
    sent = {"policies": ["b", "a"], "member_entity_ids": ["e1"]}
    changed = {"policies": ["a"], "type": None}

    def prepare(self, fake: Fake, there: bool) -> None:
        super().prepare(fake, there)
        fake.routes["GET", "/v1/identity/entity/name/alice"] = Answer(data={"data": {"id": "e1"}})

    def test_an_unknown_member_is_refused(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        result = run_module(self.module, {"address": fake.address, **self.options, "member_entities": ["bob"]})
        assert "no entity 'bob'" in result["msg"]
        assert not fake.writes
