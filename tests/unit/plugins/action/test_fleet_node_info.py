# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that reads the records of nodes."""

from __future__ import annotations

import pathlib

import pytest
from ansible.errors import AnsibleError
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_node, fleet_node_info


def test_all_and_some(tmp_path: pathlib.Path) -> None:
    for name, group in (("b", "kiosk"), ("a", "")):
        run(fleet_node, str(tmp_path), name=name, group=group)
    run(fleet_node, str(tmp_path), name="a", state="issued")
    everybody = run(fleet_node_info, str(tmp_path))
    assert everybody["changed"] is False
    assert [record["name"] for record in everybody["nodes"]] == ["a", "b"]
    assert {state: number for state, number in everybody["counts"].items() if number} == {"declared": 1, "issued": 1}
    assert [record["name"] for record in run(fleet_node_info, str(tmp_path), group="")["nodes"]] == ["a"]
    assert [record["name"] for record in run(fleet_node_info, str(tmp_path), state=["declared"])["nodes"]] == ["b"]
    assert run(fleet_node_info, str(tmp_path), name="stranger")["nodes"] == []


def test_a_state_that_is_none(tmp_path: pathlib.Path) -> None:
    with pytest.raises(AnsibleError, match="one or more of: declared, issued"):
        run(fleet_node_info, str(tmp_path), state=["disconnected"])
