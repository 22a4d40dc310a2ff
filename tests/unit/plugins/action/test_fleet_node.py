# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that declares a node."""

from __future__ import annotations

import pathlib
import typing as t

from ansible_collections.nomadic.fleet.plugins.action import fleet_node


def run(store: pathlib.Path, check_mode: bool = False, **args: t.Any) -> dict[str, t.Any]:
    task = type(
        "Task", (), {"args": {"store": str(store), **args}, "check_mode": check_mode, "diff": True, "async_val": 0}
    )
    plugin = object.__new__(fleet_node.ActionModule)
    plugin._task = task
    plugin._connection = type("Connection", (), {"_shell": type("Shell", (), {"tmpdir": None})})
    return plugin.run(task_vars={})


def test_declare(tmp_path: pathlib.Path) -> None:
    planned = run(tmp_path / "s", check_mode=True, name="device1", group="kiosk")
    assert planned["changed"]
    assert not (tmp_path / "s").exists()
    made = run(tmp_path / "s", name="device1", group="kiosk")
    assert (made["changed"], made["record"]) == (True, planned["record"])
    assert made["diff"]["after"]["index"] == 10
    assert run(tmp_path / "s", name="device1", group="kiosk")["changed"] is False
    gone = run(tmp_path / "s", name="device1", state="absent")
    assert (gone["changed"], gone["record"]) == (True, {})


def test_refused(tmp_path: pathlib.Path) -> None:
    result = run(tmp_path, name="localhost")
    assert result["failed"]
    assert "reserved word" in result["msg"]
