# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that talk to a running OpenVPN; a real one has target action_openvpn_grants."""

from __future__ import annotations

import pathlib
import typing as t

from fake_openvpn import ONE, TWO, openvpn

Run = t.Callable[..., dict[str, t.Any]]


def test_a_connection_is_listed_and_ended(run_module: Run, tmp_path: pathlib.Path) -> None:
    socket = {"management": str(tmp_path / "sock")}
    rows = {5: ONE, 4: TWO}
    with openvpn(tmp_path / "sock", rows):
        read = run_module("openvpn_session_info", socket)
        assert read["running"]
        assert [session["name"] for session in read["sessions"]] == ["device1", "device2"]
        assert read["sessions"][0]["since"] == "2026-11-30T04:00:00Z"
        one = run_module("openvpn_session_info", {**socket, "name": ["device2"]})
        assert [session["id"] for session in one["sessions"]] == [4]
        planned = run_module("openvpn_session", {**socket, "name": ["device2", "stranger"]}, check=True)
        assert (planned["changed"], len(rows)) == (True, 2)
        ended = run_module("openvpn_session", {**socket, "name": ["device2", "stranger"]})
        assert (ended["changed"], list(rows)) == (True, [5])
        assert ended["diff"] == {"before": {"sessions": ended["sessions"]}, "after": {"sessions": []}}
        assert run_module("openvpn_session", {**socket, "name": ["device2"]})["changed"] is False


def test_where_no_openvpn_runs(run_module: Run, tmp_path: pathlib.Path) -> None:
    socket = {"management": str(tmp_path / "sock")}
    assert run_module("openvpn_session_info", socket)["running"] is False
    assert run_module("openvpn_session", {**socket, "name": ["device1"]})["changed"] is False


def test_a_file_that_is_no_socket(run_module: Run, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "long" / ("x" * 200)
    for module, options in (("openvpn_session_info", {}), ("openvpn_session", {"name": ["device1"]})):
        failed = run_module(module, {"management": str(path), **options})
        assert failed["msg"].startswith(f"OpenVPN at {path} could not be reached: ")
