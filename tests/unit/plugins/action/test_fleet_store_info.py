# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that says what is in the store."""

from __future__ import annotations

import pathlib

from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import (
    fleet_group,
    fleet_node,
    fleet_store_info,
    fleet_store_migrate,
)


def test_counts(tmp_path: pathlib.Path) -> None:
    store = str(tmp_path / "s")
    run(fleet_group, store, name="kiosk")
    for name in ("a", "b", "c"):
        run(fleet_node, store, name=name, group="kiosk")
    run(fleet_node, store, name="c", state="retired")
    found = run(fleet_store_info, store)
    assert (found["changed"], found["place"], found["moved_to"]) == (False, f"directory {store}", "")
    assert {state: number for state, number in found["nodes"].items() if number} == {"declared": 2, "retired": 1}
    assert (found["last_index"], found["groups"], found["rollouts"]) == (11, ["kiosk"], {})
    run(fleet_store_migrate, store, to=str(tmp_path / "t"))
    assert run(fleet_store_info, store)["moved_to"] == f"directory {tmp_path / 't'}"
