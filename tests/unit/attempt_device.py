# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory that plays a device, and what happens to it: the wrapper of updates runs there for real, without systemd."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

WRAPPER = pathlib.Path(__file__).parents[2] / "roles" / "enroll" / "files" / "fleet-attempt"
#: How long the dead man waits where a test arms him, as it stands in his command lines.
DEADMAN = b"\x0017\0"
SHELLS = [["sh"], *([["busybox", "sh"]] if shutil.which("busybox") else [])]
UPDATE = """#!/bin/sh
# update VERSION | --version; what it does is decided by the version
case $1 in
    --version) cat "$STATE/release"; exit 0 ;;
esac
echo "$1" >> "$STATE/ran"
case $1 in
    reject) exit 20 ;;
    broken) echo broken > "$STATE/release"; exit 0 ;;
    fails) echo half > "$STATE/release"; echo "no space"; exit 3 ;;
    slow) echo half > "$STATE/release"; sleep 30 ;;
    file) cat "$FLEET_ARTIFACT/payload" > "$STATE/release"; exit 0 ;;
esac
echo "$1" > "$STATE/release"
"""


class Device:
    """A directory that plays a device."""

    def __init__(self, path: pathlib.Path, shell: list[str]) -> None:
        self.path = path
        self.shell = shell
        self.update = path / "it's an update"
        self.update.write_text(UPDATE)
        self.update.chmod(0o755)
        (path / "release").write_text("1\n")
        self.environment = {
            "PATH": os.environ["PATH"],
            "FLEET_ROOT": str(path / "ledger"),
            "FLEET_RUN": "direct",
            "STATE": str(path),
        }

    @property
    def release(self) -> str:
        return (self.path / "release").read_text().strip()

    @property
    def ran(self) -> list[str]:
        found = self.path / "ran"
        return found.read_text().split() if found.exists() else []

    def arguments(
        self, version: str, attempt: str = "a1", order: int = 1, expect: str = "", limit: int = 5, revert: bool = True
    ) -> list[str]:
        update = str(self.update)
        back = ["--revert", update, "--revert-arg", self.release] if revert else []
        return [
            *self.shell, str(WRAPPER), "run", "--attempt", attempt, "--track", "firmware", "--order", str(order),
            "--timeout", str(limit), "--expect", expect or version, "--verify", update, "--verify-arg", "--version",
            *back, "--", update, version,
        ]  # fmt: skip

    def run(self, *args: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = self.arguments(*args, **options)  # type: ignore[arg-type]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    def call(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [*self.shell, str(WRAPPER), *args]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)


def pids(device: Device) -> list[int]:
    """Processes of the update, without the one that only watches, and without the dead man."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            marked = str(device.path).encode() in (entry / "environ").read_bytes()
        except OSError:
            continue
        if marked and b"\0run\0" not in words and DEADMAN not in words:
            found.append(int(entry.name))
    return found


def cut_power(device: Device) -> None:
    """Everything of the update dies at once: all of it stands still first, else a parent might still record what its child died of."""
    still: set[int] = set()
    while more := set(pids(device)) - still:
        still |= more
        for pid in more:
            send(pid, signal.SIGSTOP)
    for pid in still:
        send(pid, signal.SIGKILL)
    # A process that dies keeps its locks for a moment.
    end = time.monotonic() + 30
    while any(map(has_files, still)):
        assert time.monotonic() < end
        time.sleep(0.01)


def has_files(pid: int) -> bool:
    """Whether a process is there, and is more than an entry for its parent to read."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
