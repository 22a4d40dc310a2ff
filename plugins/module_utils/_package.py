# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of a signed apt repository: fetched and verified by apt, unpacked, never installed. Private to this collection.

The vendor's packages bring scripts that hand the configuration to the service's user and, at an upgrade, restart Consul at once.
Here only the binary is taken out of the package; apt works in a folder of its own, so the host's sources and lists stay as they are.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import typing as t

from ansible_collections.nomadic.fleet.plugins.module_utils import _archive
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import FleetError


class Repository(t.NamedTuple):
    """Where packages come from, and the binary keyring that must have signed its index."""

    url: str
    suite: str
    component: str
    keyring: bytes


def install(
    repository: Repository, product: str, version: str, target: str, workdir: str, run_command: t.Callable[..., t.Any]
) -> None:
    """Put the binary of a package at a path, all or nothing."""
    if not shutil.which("apt-get"):
        raise FleetError(
            f"this host has no apt. Set '{product}_install: archive' for it: the release archive is verified just as well."
        )
    apt = _apt(repository, workdir)
    _said(run_command([*apt, "update"]), f"cannot read the repository {repository.url}", "fleet_apt_url")
    download = run_command([*apt, "download", f"{product}={version}-*"], cwd=workdir)
    if download[0]:
        there = _versions(apt, product, run_command)
        if any(one.startswith(f"{version}-") for one in there):
            _said(download, f"cannot fetch the package of {product} {version}", "fleet_apt_url")
        raise FleetError(
            f"the repository {repository.url} has no package of {product} {version} for {repository.suite} and this machine; "
            f"it has {', '.join(there[:8]) or 'none at all'}. Choose one of these versions, or set '{product}_install: archive'."
        )
    (package,) = glob.glob(os.path.join(workdir, "*.deb"))
    unpacked = os.path.join(workdir, "unpacked")
    _said(run_command(["dpkg-deb", "--extract", package, unpacked]), f"cannot unpack {package}", "fleet_apt_url")
    binary = os.path.join(unpacked, "usr", "bin", product)
    if not os.path.isfile(binary):
        raise FleetError(f"the package {os.path.basename(package)} holds no /usr/bin/{product}; check 'fleet_apt_url'.")
    with open(binary, "rb") as source:
        _archive.place(source, target)


def _apt(repository: Repository, workdir: str) -> list[str]:
    """apt-get with sources, lists and keyring of its own; proxies and other settings of the host stay in force."""
    for name in ("lists/partial", "archives/partial"):
        os.makedirs(os.path.join(workdir, name))
    ring = os.path.join(workdir, "keyring.gpg")
    with open(ring, "wb") as out:
        out.write(repository.keyring)
    sources = os.path.join(workdir, "sources.list")
    with open(sources, "w", encoding="utf-8") as lines:
        lines.write(f"deb [signed-by={ring}] {repository.url} {repository.suite} {repository.component}\n")
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": os.path.join(workdir, "lists"),
        "Dir::Cache::Archives": os.path.join(workdir, "archives"),
        "Dir::Cache::PkgCache": "",
        "Dir::Cache::SrcPkgCache": "",
        "Debug::NoLocking": "true",
        # The folder is root's alone; apt would warn that its own user cannot write there.
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
    }
    return ["apt-get", "-q", *(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))]


def _versions(apt: list[str], product: str, run_command: t.Callable[..., t.Any]) -> list[str]:
    """The versions of a package that the repository has, newest first."""
    _code, known, _errors = run_command(["apt-cache", *apt[1:], "madison", product])
    return re.findall(r"\|\s*(\S+)\s*\|", known)


def _said(done: tuple[int, str, str], what: str, variable: str) -> None:
    code, output, errors = done
    if code:
        raise FleetError(f"{what}: {_last(output, errors)}. Check '{variable}'. Nothing was installed.")


def _last(output: str, errors: str) -> str:
    """What apt complains about, on one line."""
    lines = [line.strip() for line in f"{output}\n{errors}".splitlines()]
    complaints = [line for line in lines if line.startswith(("E:", "W:"))]
    return " ".join(complaints[:3]) or (lines[-1] if lines else "nothing")
