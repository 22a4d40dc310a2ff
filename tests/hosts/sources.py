# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this machine gets its own Debian packages from; the test hosts' image and packages come from there too."""

from __future__ import annotations

import dataclasses
import functools
import platform

from common import fail, run

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclasses.dataclass(frozen=True)
class Sources:
    """A release of Debian and the archives that serve it."""

    suite: str
    mirror: str
    lines: tuple[str, ...]


@functools.cache
def own_suite() -> str:
    """The release that this machine runs."""
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "")


@functools.cache
def _archives() -> dict[str, str]:
    """Ask apt, which knows both formats of its sources files: the address of each archive of this machine's release."""
    fields = "$(CREATED_BY) $(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)"
    suite = own_suite()
    found = {}
    for line in run("apt-get", "indextargets", "--format", fields).stdout.splitlines():
        kind, origin, component, release, address = line.split(" ")
        # Before the first "apt-get update" apt does not know the origin and leaves the word as it is.
        debian = kind == "Packages" and origin in ("Debian", "$(ORIGIN)") and component == "main"
        if debian and release in (suite, f"{suite}-updates", f"{suite}-security"):
            found[release.removeprefix(suite)] = address
    if "" not in found:
        fail(f"apt has no source for Debian '{suite}' main; add one to its sources, then run: apt-get update")
    return found


def read(suite: str) -> Sources:
    """A release as the archives of this machine serve it; they have all of Debian's."""
    found = {f"{suite}{part}": address for part, address in _archives().items()}
    lines = tuple(f"deb [signed-by={KEYRING}] {address} {release} main" for release, address in sorted(found.items()))
    return Sources(suite, found[suite], lines)
