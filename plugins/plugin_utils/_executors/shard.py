# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command for as long as somebody holds our standard input open.

    python shard.py LOG COMMAND [ARGUMENT ..]

Started by the executor playbook, one for each ansible-playbook. When the controller ends, killed or not, the pipe to it
closes: the command and all that it started are ended then, also what has a session of its own, as Ansible's workers have.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

GRACE = 5.0  # seconds between asking and killing
BECOME_PARENT_OF_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER


def descendants() -> list[int]:
    """Everything that we started, directly or not."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(name)] = int(parent)
    found, new = [], [os.getpid()]
    while new:
        new = [pid for pid, parent in parents.items() if parent in new]
        found += new
    return found


def end(command: subprocess.Popen[bytes]) -> None:
    """Ask, wait, kill."""
    command.terminate()  # Ansible passes it on to its workers
    until = time.monotonic() + GRACE
    while time.monotonic() < until and (command.poll() is None or descendants()):
        time.sleep(0.1)
    while left := descendants():
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.05)


def main() -> int:
    """Start, wait for one end or the other."""
    with contextlib.suppress(OSError, AttributeError):  # where there is no such call, orphans are not found
        ctypes.CDLL(None).prctl(BECOME_PARENT_OF_ORPHANS, 1, 0, 0, 0)
    log, *arguments = sys.argv[1:]
    with open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        command = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    while command.poll() is None:
        if select.select([0], [], [], 0.1)[0] and not os.read(0, 1):
            end(command)
            return 1
    return command.returncode


if __name__ == "__main__":
    sys.exit(main())
