# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that keeps the record of a group."""

from __future__ import annotations

import pathlib

import pytest
from ansible.errors import AnsibleError
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_group, fleet_node


def test_its_life(tmp_path: pathlib.Path) -> None:
    store = str(tmp_path / "s")
    grants = [{"address": "10.0.0.40", "port": "443"}]
    planned = run(fleet_group, store, check_mode=True, name="kiosk", grants=grants)
    assert not (tmp_path / "s").exists()
    made = run(fleet_group, store, name="kiosk", grants=grants)
    assert (made["changed"], made["group"]) == (True, planned["group"])
    assert made["group"]["grants"] == [{"address": "10.0.0.40", "protocol": "tcp", "port": 443}]
    assert run(fleet_group, store, name="kiosk", grants=grants)["changed"] is False
    run(fleet_node, store, name="device1", group="kiosk")
    refused = run(fleet_group, store, name="kiosk", state="absent")
    assert refused["msg"].startswith("fleet_group: name: the group 'kiosk' is in use by device1")
    run(fleet_node, store, name="device1", group="")
    gone = run(fleet_group, store, name="kiosk", state="absent")
    assert (gone["changed"], gone["diff"]["after"]) == (True, {})


def test_a_grant_needs_a_port(tmp_path: pathlib.Path) -> None:
    with pytest.raises(AnsibleError, match="missing required arguments: port found in grants"):
        run(fleet_group, str(tmp_path), name="kiosk", grants=[{"address": "10.0.0.40"}])
