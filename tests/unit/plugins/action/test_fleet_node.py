# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that keeps the record of a node."""

from __future__ import annotations

import pathlib

import pytest
from ansible.errors import AnsibleError
from fake_consul import FakeConsul
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_node, fleet_node_info

ID = "11111111-2222-3333-4444-555555555555"


def test_declare(tmp_path: pathlib.Path) -> None:
    store = str(tmp_path / "s")
    planned = run(fleet_node, store, check_mode=True, name="device1", group="kiosk")
    assert planned["changed"]
    assert not (tmp_path / "s").exists()
    made = run(fleet_node, store, name="device1", group="kiosk")
    assert (made["changed"], made["record"]) == (True, planned["record"])
    assert (made["diff"]["before"], made["diff"]["after"]["index"]) == ({}, 10)
    assert run(fleet_node, f"directory:{store}", name="device1", group="kiosk")["changed"] is False
    gone = run(fleet_node, store, name="device1", state="absent")
    assert (gone["changed"], gone["record"]) == (True, {})


def test_to_the_end(tmp_path: pathlib.Path) -> None:
    run(fleet_node, str(tmp_path), name="device1", node_id=ID)
    run(fleet_node, str(tmp_path), name="device1", state="revoking", confirmed=["vault"])
    early = run(fleet_node, str(tmp_path), name="device1", state="revoked", needed=["vault", "gw1"])
    assert (early["failed"], "gw1 has not confirmed" in early["msg"]) == (True, True)
    run(fleet_node, str(tmp_path), name="device1", state="revoking", confirmed=["gw1"])
    done = run(fleet_node, str(tmp_path), name="device1", state="revoked", needed=["vault", "gw1"])
    assert (done["diff"]["before"]["state"], done["record"]["state"]) == ("revoking", "revoked")


def test_revocations_are_kept_outside_of_the_store(tmp_path: pathlib.Path) -> None:
    store, listed = str(tmp_path / "s"), str(tmp_path / "revocations")
    run(fleet_node, store, name="device1", node_id=ID)
    assert run(fleet_node, store, check_mode=True, name="device1", state="revoking", revocations=listed)["changed"]
    assert not pathlib.Path(listed).exists()
    run(fleet_node, store, name="device1", state="revoking", revocations=listed)
    restored = run(fleet_node, str(tmp_path / "other"), name="device1", revocations=listed)
    assert "device1 was revoked, but the store has no record of it" in restored["msg"]
    assert run(fleet_node_info, str(tmp_path / "other"), revocations=listed)["counts"]["revoking"] == 1


def test_refused(tmp_path: pathlib.Path) -> None:
    result = run(fleet_node, str(tmp_path), name="localhost")
    assert result["failed"]
    assert result["msg"].startswith("fleet_node: name: 'localhost' is a reserved word")
    with pytest.raises(AnsibleError, match="state is revoked but all of the following are missing: needed"):
        run(fleet_node, str(tmp_path), name="device1", state="revoked")


def test_in_consul() -> None:
    with FakeConsul() as consul:
        store = {"address": consul.address, "token": "hunter2"}
        assert run(fleet_node, store, name="device1")["changed"]
        writes = len(consul.writes)
        assert run(fleet_node, store, name="device1")["changed"] is False
        assert run(fleet_node, store, name="device2", check_mode=True)["changed"]
        assert len(consul.writes) == writes
        assert [key for key in consul.keys if key.startswith("fleet/nodes/")] == [
            key for key in consul.keys if "device1" in key
        ]
