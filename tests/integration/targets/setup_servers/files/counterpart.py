# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the programs that start what Vault talks to: the roles setup_slapd, setup_postgres and others.

    slapd.py FOLDER ROOT       start it in this folder, from the files under ROOT; print what a target has to know, as JSON

It is stopped, and its folder removed, by ``servers.py stop FOLDER``; it ends by itself after LIFETIME seconds.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from processes import CLEAN

ADDRESS = "127.0.0.1"


def main(start: Callable[[Path, Path], dict[str, Any]]) -> None:
    """Entry of each of them."""
    folder, root = map(Path, sys.argv[1:3])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    print(json.dumps(start(folder, root)))


def libraries(root: Path) -> dict[str, str]:
    """The environment in which unpacked programs find unpacked libraries."""
    return {"LD_LIBRARY_PATH": f"{root}/usr/lib/{platform.machine()}-linux-gnu"}


def must(command: Sequence[str | Path], root: Path) -> None:
    """Run a command that prepares something."""
    env = {**CLEAN, **libraries(root)}
    done = subprocess.run(
        list(map(str, command)), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout[-3000:]}")
