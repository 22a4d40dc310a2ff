# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that moves the store."""

from __future__ import annotations

import pathlib

from fake_consul import FakeConsul
from store_action import run

from ansible_collections.nomadic.fleet.plugins.action import fleet_node, fleet_node_info, fleet_store_migrate


def test_to_consul_and_back(tmp_path: pathlib.Path) -> None:
    with FakeConsul() as fake:
        directory, consul = f"directory:{tmp_path / 's'}", {"address": fake.address, "token": "hunter2"}
        for name in ("a", "b"):
            run(fleet_node, directory, name=name)
        planned = run(fleet_store_migrate, directory, check_mode=True, to=consul)
        assert (planned["changed"], planned["written"], fake.writes) == (True, 2, [])
        made = run(fleet_store_migrate, directory, to=consul)
        assert made == planned
        assert (made["source"], made["target"]) == (f"directory {tmp_path / 's'}", f"Consul at {fake.address}")
        again = run(fleet_store_migrate, directory, to=consul)
        assert (again["changed"], again["entries"], again["diff"]["before"]) == (False, 2, again["diff"]["after"])
        refused = run(fleet_node, directory, name="c")
        assert (
            refused["msg"] == f"fleet_node: store: it was moved to Consul at {fake.address}; use that one (fleet_store)"
        )
        run(fleet_node, consul, name="c")
        assert run(fleet_store_migrate, consul, to=directory)["written"] == 1
        assert [node["index"] for node in run(fleet_node_info, directory)["nodes"]] == [10, 11, 12]
        assert "failed" in run(fleet_node_info, consul)


def test_to_nowhere(tmp_path: pathlib.Path) -> None:
    result = run(fleet_store_migrate, str(tmp_path), to="")
    assert result["msg"].startswith("fleet_store_migrate: to is 'directory:/path'")
    result = run(fleet_store_migrate, str(tmp_path), to=f"directory:{tmp_path}")
    assert result["msg"] == f"fleet_store_migrate: to: directory {tmp_path} is the store that is to be moved"
