# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes on loopback that end by themselves: start, wait for, and stop what one folder stands for.

A folder holds ``state.json`` with the pids of what runs in it, and one log a process.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

#: Seconds after which what a target started ends by itself, also on a machine on which everything takes long.
LIFETIME = 1500
#: Nothing of the caller's: AWS_CA_BUNDLE, for one, stops Nomad at its start.
CLEAN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _number in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def listens(port: int) -> bool:
    """Whether somebody answers on this port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def spawn(
    folder: Path, name: str, command: Sequence[str], lifetime: int, environ: Mapping[str, str] | None = None
) -> int:
    """Start a process that outlives this one, but not its time; its output goes to NAME.log."""
    (folder / "tmp").mkdir(exist_ok=True)
    env = {**CLEAN, "HOME": str(folder), "TMPDIR": str(folder / "tmp"), **(environ or {})}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["timeout", "-k", "10", str(lifetime), *command],
            env=env,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    pids = running(folder)
    # The time a process was started tells it from a later one with its number.
    (folder / "state.json").write_text(json.dumps({**pids, name: [process.pid, _started(process.pid)]}))
    return process.pid


def running(folder: Path) -> dict[str, list[Any]]:
    """What was started in a folder: name -> pid and time."""
    state = folder / "state.json"
    kept = json.loads(state.read_text()) if state.exists() else {}
    # A store of rollouts has files of that name, too.
    return {name: value for name, value in kept.items() if isinstance(value, list)}


def lives(folder: Path, name: str) -> bool:
    """Whether what was started under this name still runs."""
    pid, started = running(folder).get(name, (0, ""))
    return _started(pid) == started


def wait(folder: Path, name: str, ready: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until it is ready; when it is not, or has ended, stop everything and leave with the end of its log."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end or not lives(folder, name):
            tail = (folder / f"{name}.log").read_text(errors="replace")[-3000:]
            stop(folder)
            sys.exit(f"{name} did not come up:\n{tail}")
        time.sleep(0.05)


def stop(folder: Path) -> None:
    """End what was started in a folder, and nothing else."""
    left = [(pid, started) for pid, started in running(folder).values() if _started(pid) == started]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid, _time in left:
            with contextlib.suppress(ProcessLookupError):
                # Politely to the one in front, which tells the other; then to all of its session.
                os.killpg(pid, number) if number == signal.SIGKILL else os.kill(pid, number)
        end = time.monotonic() + 15
        while (left := [(pid, at) for pid, at in left if _started(pid) == at]) and time.monotonic() < end:
            time.sleep(0.05)
    (folder / "state.json").unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Stop what runs in a folder or below it, unmount what is mounted there (Nomad's secrets), and remove it."""
    for state in folder.glob("**/state.json"):
        stop(state.parent)
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for path in sorted((path for path in mounted if path.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "--lazy", path], check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _started(pid: int) -> str | None:
    """When a process was started, in ticks of the machine; None when it is gone."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else fields[19]
    return None
