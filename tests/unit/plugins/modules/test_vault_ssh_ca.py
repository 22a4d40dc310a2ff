# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ssh_ca."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestCa(VaultObjectContract):
    module = "vault_ssh_ca"
    path = "ssh/config/ca"
    options = {"key_type": "ssh-ed25519"}
    there = {"public_key": "ssh-ed25519 AAAA\n"}
    other = {}
    sent = {"key_type": "ssh-ed25519", "generate_signing_key": True}
    changed = {}
    absent = Answer(400, {"errors": ["keys haven't been configured yet"]})

    def test_a_difference_is_changed(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        options = {"address": fake.address, "key_type": "ssh-rsa"}
        assert "key_type: the object has 'ssh-ed25519'" in run_module(self.module, options)["msg"]
        assert not fake.writes

    @pytest.mark.parametrize("there", [True, False])
    def test_check_mode_writes_nothing(self, fake: Fake, run_module: Run, there: bool) -> None:
        self.prepare(fake, there)
        assert self.go(fake, run_module, check=True)["changed"] is not there
        assert not fake.writes
