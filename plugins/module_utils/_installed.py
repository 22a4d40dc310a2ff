# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of a product a host has: what runs counts, else what would be started. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

Runner = t.Callable[[list[str]], tuple[int, str, str]]


class Installed(t.NamedTuple):
    """A product on a host. The version is empty where there is none, or where it cannot be run."""

    present: bool
    running: bool
    version: str
    binary: str


def look(product: str, command: str, run_command: Runner) -> Installed:
    """Ask the running process, else the command, for its version."""
    present = os.path.lexists(command)
    code, output, _errors = run_command(["systemctl", "show", "--property", "MainPID", "--value", product])
    pid = output.strip() if code == 0 else ""
    if pid not in ("", "0"):
        program = f"/proc/{pid}/exe"
        return Installed(present, True, reported(program, run_command), os.path.realpath(program))
    if os.path.exists(command):
        return Installed(present, False, reported(command, run_command), os.path.realpath(command))
    return Installed(present, False, "", "")


def reported(program: str, run_command: Runner) -> str:
    """The version that a binary gives itself."""
    code, output, _errors = run_command([program, "version"])
    found = re.search(r"\bv(\d+\.\d+\.\d+[^\s,]*)", output)
    return found[1] if code == 0 and found else ""


def order(version: str) -> tuple[list[int], bool, str]:
    """What versions are sorted by: a release comes after its candidates; what follows a plus does not count."""
    number, _dash, candidate = version.partition("+")[0].partition("-")
    return [int(part) for part in re.findall(r"\d+", number)], not candidate, candidate
