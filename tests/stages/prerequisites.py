# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be on the machine before anything starts. Every missing thing is one line that says what to do."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Collection

import environment

GIB = 1024**3
GO_MINIMUM = (1, 26)
#: Linking Vault takes the most memory of all stages, the binaries and their build cache the most disk.
MEMORY_GIB = 8
DISK_GIB_COLD = 20
DISK_GIB_WARM = 4
VENDOR_SITE = "https://releases.hashicorp.com/"


def _python() -> str | None:
    python = environment.find_python(environment.PYTHON)
    if python is None:
        return f"Python {environment.PYTHON} is missing: apt-get install python3-venv (Debian 12), or put python{environment.PYTHON} on PATH"
    probe = subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return "python3-venv is missing: apt-get install python3-venv" if probe.returncode else None


def _git() -> str | None:
    return None if shutil.which("git") else "git is missing: apt-get install git"


def _root() -> str | None:
    if os.geteuid() == 0:
        return None
    return "not root: the test hosts are containers with systemd and networks of their own; run as root, or only 'make check'"


def _debian() -> str | None:
    if shutil.which("apt-get"):
        return None
    return "apt-get is missing: the test hosts are made from Debian packages; use a Debian 12 machine"


def _memory() -> str | None:
    found = re.search(r"MemTotal:\s+(\d+) kB", pathlib.Path("/proc/meminfo").read_text())
    gib = int(found[1]) * 1024 / GIB if found else 0
    # A machine "with 8 GiB" reports a little less.
    return (
        None
        if gib >= MEMORY_GIB * 0.94
        else f"{gib:.1f} GiB of memory: {MEMORY_GIB} GiB are needed to build the servers"
    )


def _servers_built() -> bool:
    return all(
        any(environment.cache_dir().glob(f"servers/{product}_*/{product}")) for product in ("nomad", "consul", "vault")
    )


def _disk() -> str | None:
    needed = DISK_GIB_WARM if _servers_built() else DISK_GIB_COLD
    for path in (environment.cache_dir().parent, environment.ROOT):
        place = next(parent for parent in (path, *path.parents) if parent.exists())
        gib = shutil.disk_usage(place).free / GIB
        if gib < needed:
            return (
                f"{gib:.1f} GiB free under {place}: {needed} GiB are needed (XDG_CACHE_HOME moves the cache elsewhere)"
            )
    return None


def _servers() -> str | None:
    if _servers_built():
        return None
    go = shutil.which("go")
    text = subprocess.run([go, "version"], capture_output=True, text=True, check=False).stdout if go else ""
    found = re.search(r"go(\d+)\.(\d+)", text)
    if found and (int(found[1]), int(found[2])) >= GO_MINIMUM:
        return None
    try:
        urllib.request.urlopen(VENDOR_SITE, timeout=10).close()
    except (urllib.error.URLError, OSError) as error:
        wanted = ".".join(map(str, GO_MINIMUM))
        has = f"{text.strip()} is too old" if found else "Go is missing"
        return f"{VENDOR_SITE} cannot be reached ({error}) and {has}: install Go >= {wanted}, which then builds the servers"
    return None


BASIC = (_python,)
SERVERS = (_disk, _memory, _servers)
HOSTS = (_root, _debian)
NEEDS: dict[str, tuple[Callable[[], str | None], ...]] = {
    "sanity": (_git,),
    "servers": SERVERS,
    "hosts": HOSTS,
    "molecule": HOSTS,
    "molecule-long": HOSTS,
    "integration": SERVERS,
    "bench": SERVERS,
    "demo": (*HOSTS, *SERVERS),
}


def missing(stages: Collection[str]) -> list[str]:
    """Return one line for everything these stages need and the machine does not have."""
    checks = list(dict.fromkeys([*BASIC, *(check for stage in stages for check in NEEDS.get(stage, ()))]))
    return [line for check in checks if (line := check())]
