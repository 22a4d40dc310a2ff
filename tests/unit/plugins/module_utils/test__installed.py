# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version a host has: asked of real programs, by a real process where one runs."""

from __future__ import annotations

import os
import pathlib
import subprocess

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._installed import look, order, reported


class Machine:
    """Runs commands; what systemd would say about the unit is given."""

    def __init__(self, pid: int = 0) -> None:
        self.pid = pid

    def run(self, command: list[str]) -> tuple[int, str, str]:
        """Run a command."""
        if command[0] == "systemctl":
            assert command[1:] == ["show", "--property", "MainPID", "--value", "tool"]
            return 0, f"{self.pid}\n", ""
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            return 127, "", str(error)
        return done.returncode, done.stdout, done.stderr


def tool(path: pathlib.Path, says: str) -> pathlib.Path:
    """A program that says what it is."""
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("Nomad v1.11.3\nBuildDate 2026-03-24T14:00:00Z", "1.11.3"),
        ("Vault v1.21.1, built 2025-11-30T00:54:36Z", "1.21.1"),
        ("Vault v1.21.1 (2453aac2638a6ae243341b4e0657fd8aea1cbf18), built 2025", "1.21.1"),
        ("Consul v1.22.0-rc1\nRevision 5d5b1d50", "1.22.0-rc1"),
        ("Nomad v1.11.3+ent", "1.11.3+ent"),
        ("usage: something else", ""),
    ],
)
def test_reported(tmp_path: pathlib.Path, says: str, version: str) -> None:
    assert reported(str(tool(tmp_path / "tool", says)), Machine().run) == version


def test_nothing_there(tmp_path: pathlib.Path) -> None:
    assert look("tool", str(tmp_path / "tool"), Machine().run) == (False, False, "", "")


def test_a_dangling_link_is_present_without_a_version(tmp_path: pathlib.Path) -> None:
    (tmp_path / "tool").symlink_to(tmp_path / "gone")
    assert look("tool", str(tmp_path / "tool"), Machine().run) == (True, False, "", "")


def test_a_binary_for_another_machine(tmp_path: pathlib.Path) -> None:
    (tmp_path / "tool").write_bytes(b"\x7fELF of something else")
    (tmp_path / "tool").chmod(0o755)
    assert look("tool", str(tmp_path / "tool"), Machine().run)[:3] == (True, False, "")


def test_installed_and_not_running(tmp_path: pathlib.Path) -> None:
    binary = tool(tmp_path / "tool-2", "Tool v2.0.0")
    (tmp_path / "tool").symlink_to(binary)
    assert look("tool", str(tmp_path / "tool"), Machine().run) == (True, False, "2.0.0", str(binary))


def test_what_runs_counts(tmp_path: pathlib.Path) -> None:
    """The link says 2.0.0 already; the process is another program (a shell, which has no such version)."""
    (tmp_path / "tool").symlink_to(tool(tmp_path / "tool-2", "Tool v2.0.0"))
    process = subprocess.Popen(["sleep", "60"])
    try:
        found = look("tool", str(tmp_path / "tool"), Machine(process.pid).run)
    finally:
        process.kill()
        process.wait()
    assert (found.present, found.running, found.version) == (True, True, "")
    assert os.path.basename(found.binary) == os.path.basename(os.path.realpath("/bin/sleep"))


def test_order() -> None:
    shuffled = ["1.10.0", "2.0.0", "1.10.0-rc1", "1.9.9", "1.10.1", "1.10.0-beta.1"]
    assert sorted(shuffled, key=order) == ["1.9.9", "1.10.0-beta.1", "1.10.0-rc1", "1.10.0", "1.10.1", "2.0.0"]
    assert order("1.11.3+ent") == order("1.11.3")
