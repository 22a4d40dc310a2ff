# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install what the test hosts need on this machine and is missing; prints what it installed."""

from __future__ import annotations

import os
import pathlib
import platform
import shutil

from common import fail, run

PACKAGES = (
    *("podman", "runc", "conmon", "netavark", "aardvark-dns", "fuse-overlayfs", "uidmap", "iptables", "nftables"),
    *("debootstrap", "gpg", "gpgv", "gpg-agent", "gpgconf", "openssh-client", "iproute2"),
    # Where the servers have to be built, Nomad is linked with C code.
    *("gcc", "libc6-dev"),
)


def missing() -> list[str]:
    """The packages that dpkg does not know as installed."""
    query = run("dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Abbrev}\n", *PACKAGES, check=False)
    there = {line.split()[0] for line in query.stdout.splitlines() if line.split()[1:] == ["ii"]}
    return [package for package in PACKAGES if package not in there]


def main() -> None:
    """Check, install, check again."""
    if os.geteuid() != 0:
        fail("they need root (containers, bridges, nftables); run the same command as root")
    if not shutil.which("apt-get") or platform.freedesktop_os_release().get("ID") != "debian":
        fail("they need a Debian machine (the image is made from its own package sources)")
    if packages := missing():
        run("apt-get", "update")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "install", "--yes", "--no-install-recommends", *packages, env=environment)
        print(f"installed: {' '.join(packages)}")
    if not pathlib.Path("/dev/net/tun").exists() and run("modprobe", "tun", check=False).returncode:
        fail("this kernel has no /dev/net/tun, which OpenVPN needs; load or build the 'tun' module")


if __name__ == "__main__":
    main()
