# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that reads the records of groups."""

from __future__ import annotations

import pathlib

from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_group, fleet_group_info, fleet_node


def test_all_and_one(tmp_path: pathlib.Path) -> None:
    for name in ("sensor", "kiosk"):
        run(fleet_group, str(tmp_path), name=name)
    run(fleet_node, str(tmp_path), name="a", group="kiosk")
    found = run(fleet_group_info, str(tmp_path), members=True)
    assert found["changed"] is False
    assert [(group["name"], group["members"]) for group in found["groups"]] == [("kiosk", ["a"]), ("sensor", [])]
    one = run(fleet_group_info, str(tmp_path), name="sensor")["groups"]
    assert one == [{"name": "sensor", "description": "", "grants": []}]
    assert run(fleet_group_info, str(tmp_path), name="stranger")["groups"] == []
