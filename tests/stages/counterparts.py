# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the servers talk to in the tests: a directory, a database, SSH, AWS's APIs, a storage plugin, a VPN, devices.

All are real, but for moto's AWS, the storage behind the plugin of the CSI project's own tests, and thousands of devices. They are unpacked or
built into the cache, never installed: no service starts, no file of the machine changes.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable

import environment
from environment import TESTS, CannotRun

#: Debian packages whose files are wanted, with whatever they need that this machine does not have.
PACKAGES = {
    "slapd": ("slapd", "ldap-utils"),
    "postgres": ("postgresql",),
    "sshd": ("openssh-server", "openssh-client"),
    "openvpn": ("openvpn", "conntrack", "nftables"),
    "faketime": ("libfaketime",),
}
MOTO = TESTS / "requirements-moto.txt"
SCALE = TESTS / "requirements-scale.txt"
CSI = "csi-mock=4.0.2"


def counterparts(targets: Iterable[pathlib.Path]) -> dict[str, str]:
    """Return where those are that some of these targets start: folders of packages or of Python, or a program."""
    text = "\n".join(path.read_text() for target in targets for path in target.glob("**/*.yml"))
    found = {
        name: str(_unpacked(name))
        for name in PACKAGES
        if re.search(rf"(setup_|integration_counterparts\.){name}", text)
    }
    if "setup_moto" in text:
        found["moto"] = str(environment.venv(MOTO))
    if "integration_counterparts.scale" in text:
        found["scale"] = str(environment.venv(SCALE))
    if "setup_csi" in text:
        found["csi"] = _call([sys.executable, str(TESTS / "servers" / "build.py"), CSI]).split()[-1]
    return found


def _unpacked(name: str) -> pathlib.Path:
    """Return a folder with the files of the packages, made once."""
    packages = PACKAGES[name]
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    digest = hashlib.sha256(repr((packages, release, platform.machine())).encode()).hexdigest()[:12]
    path = environment.cache_dir() / f"{name}-{digest}"
    with environment.locked(path.name):
        if path.exists():
            return path
        if not shutil.which("apt-get"):
            raise CannotRun(f"{name} comes from Debian's packages, and this machine has no apt-get: use a Debian one")
        print(f"unpacking {' '.join(packages)} into {path} ...", flush=True)
        work = path.with_suffix(".work")
        shutil.rmtree(work, ignore_errors=True)
        (work / "archives" / "partial").mkdir(parents=True)
        _download(packages, work / "archives")
        for archive in sorted((work / "archives").glob("*.deb")):
            _call(["dpkg", "-x", str(archive), str(work)])
        shutil.rmtree(work / "archives")
        work.rename(path)
    return path


def _download(packages: tuple[str, ...], folder: pathlib.Path) -> None:
    """Fetch them; lists of packages that are missing or old are renewed."""
    try:
        _fetch(packages, folder)
    except CannotRun:
        _call(["apt-get", "update"])
        _fetch(packages, folder)


def _fetch(packages: tuple[str, ...], folder: pathlib.Path) -> None:
    """Have apt choose what is needed here, and fetch it; its own folders and locks are left alone."""
    # What is installed already has to be named to be fetched; "postgresql" stands for "postgresql-15" or another one.
    depends = _call(["apt-cache", "depends", "--important", *packages])
    own = re.findall(rf"Depends: ((?:{'|'.join(packages)})-[0-9]+)$", depends, re.MULTILINE)
    fetch = [
        "apt-get",
        "--yes",
        "--no-install-recommends",
        "--reinstall",
        "--download-only",
        "install",
        *packages,
        *own,
    ]
    options = ["-o", f"Dir::Cache::Archives={folder}", "-o", "Debug::NoLocking=true", "-o", "APT::Sandbox::User=root"]
    _call([*fetch, *options])


def _call(command: list[str]) -> str:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, check=False)
    if done.returncode:
        raise CannotRun(f"'{' '.join(command)}' failed:\n{done.stdout[-2000:].strip()}")
    return done.stdout
