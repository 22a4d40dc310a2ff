# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One process more in the folder of started servers, and its sudden end.

    process.py ports COUNT                      prints free ports, as JSON
    process.py start FOLDER NAME COMMAND...     prints "started", or "runs" where it does already
    process.py kill FOLDER NAME                 at once, as if its machine was gone

Nothing is waited for. It ends with the servers, or when its time is over.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from processes import LIFETIME, free_ports, lives, running, spawn


def start(folder: Path, name: str, *command: str) -> None:
    """What a unit does."""
    if lives(folder, name):
        print("runs")
    else:
        spawn(folder, name, command, LIFETIME)
        print("started")


def kill(folder: Path, name: str) -> None:
    """With all of its session."""
    os.killpg(running(folder)[name][0], signal.SIGKILL)
    while lives(folder, name):
        time.sleep(0.01)


if __name__ == "__main__":
    if sys.argv[1] == "ports":
        print(json.dumps(free_ports(int(sys.argv[2]))))
    else:
        {"start": start, "kill": kill}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
