# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_audit and vault_audit_info."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import Answer, Fake
from object_contract import Run, VaultObjectContract


class TestAudit(VaultObjectContract):
    module = "vault_audit"
    path = "sys/audit/file"
    read = "GET", "/v1/sys/audit"  # type: ignore[assignment]
    options = {"path": "file", "type": "file", "options": {"file_path": "/a", "log_raw": False}}
    there = {"path": "file/", "type": "file", "description": "", "options": {"file_path": "/a", "log_raw": "false"}}
    other: dict[str, Any] = {}
    sent = {"type": "file", "options": {"file_path": "/a", "log_raw": "false"}}
    absent = Answer(data={"data": {}})

    def answer(self, thing: dict[str, Any]) -> Answer:
        return Answer(data={"data": {"file/": thing}})

    def test_a_difference_is_changed(self, fake: Fake, run_module: Run) -> None:
        """It cannot be."""
        self.prepare(fake, there=True)
        given = {"address": fake.address, **self.options, "options": {"file_path": "/b"}}
        assert "options: the object has" in run_module(self.module, given)["msg"]
        assert not fake.writes

    @pytest.mark.parametrize("there", [True, False])
    def test_check_mode_writes_nothing(self, fake: Fake, run_module: Run, there: bool) -> None:
        self.prepare(fake, there=there)
        assert self.go(fake, run_module, check=True)["changed"] is not there
        assert self.go(fake, run_module, check=True, **self.gone)["changed"] is there
        assert not self.writes(fake)

    def test_the_twin_lists_them(self, fake: Fake, run_module: Run) -> None:
        self.prepare(fake, there=True)
        (device,) = run_module("vault_audit_info", {"address": fake.address})["devices"]
        assert (device["path"], device["type"]) == ("file", "file")
