# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_key."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestKey(VaultObjectContract):
    module = "vault_pki_key"
    path = "pki/key/made"
    options = {"key_name": "made", "key_type": "ec"}
    there = {"key_id": "k", "key_name": "made", "key_type": "ec"}
    other = {}
    sent = {"key_name": "made", "key_type": "ec"}
    changed = {}
    write = "POST", "/v1/pki/keys/generate/internal"
    absent = Answer(500, "unable to find PKI key for reference: made")

    def test_a_difference_is_changed(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        options = {"address": fake.address, **self.options, "key_type": "rsa"}
        assert "key_type: the object has 'ec'" in run_module(self.module, options)["msg"]
        assert not fake.writes

    @pytest.mark.parametrize("there", [True, False])
    def test_check_mode_writes_nothing(self, fake: Fake, run_module: Run, there: bool) -> None:
        self.prepare(fake, there)
        assert self.go(fake, run_module, check=True)["changed"] is not there
        assert not fake.writes
