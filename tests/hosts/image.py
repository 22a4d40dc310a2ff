# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the image of the test hosts with debootstrap, once; put it into podman's store. Prints its name.

    image.py [SUITE]     of this machine's release of Debian, or of another one

The image stays in the cache as a tar file, so a fresh store is filled in seconds. It has neither openvpn nor nftables:
roles install what they need from the mirror, as on a user's host.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import shutil
import sys
import tempfile

import sources
from common import MIRROR_PORT, fail, podman, run

from build import cache_dir, locked  # isort: skip  # found through common

INCLUDE = (
    "systemd,systemd-sysv,dbus,python3,sudo,iproute2,iputils-ping,procps,openssh-server,ca-certificates,curl,openssl"
)
REPOSITORY = "localhost/nomadic-fleet-host"
#: A host sees this machine's kernel and devices: what would change or read them must not run, nor what needs hardware.
MASKED = (
    "console-getty.service",
    "getty-static.service",
    "getty@.service",
    "getty@tty1.service",
    "serial-getty@.service",
    "systemd-modules-load.service",
    "systemd-binfmt.service",
    "proc-sys-fs-binfmt_misc.automount",
    "kmod-static-nodes.service",
    "systemd-journald-audit.socket",
    "systemd-pstore.service",
    "systemd-repart.service",
    "systemd-random-seed.service",
    "sys-kernel-config.mount",
    "sys-kernel-debug.mount",
    "sys-kernel-tracing.mount",
    "sys-fs-fuse-connections.mount",
    "dev-hugepages.mount",
    "systemd-udevd.service",
    "systemd-udev-trigger.service",
    "systemd-firstboot.service",
    "fstrim.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "dpkg-db-backup.timer",
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
)
#: Distribution files with settings of the whole kernel; a file of the same name in /etc that is empty hides them.
SYSCTL = ("50-pid-max.conf", "99-protect-links.conf", "99-sysctl.conf")
FILES = {
    "etc/ssh/sshd_config.d/fleet.conf": (
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
        "HostKey /etc/ssh/ssh_host_ed25519_key\nUseDNS no\n"
    ),
    # Every host has a key of its own, made at its first boot.
    "etc/systemd/system/ssh.service.d/host-key.conf": (
        "[Service]\nExecStartPre=\nExecStartPre=/bin/sh -c 'test -s /etc/ssh/ssh_host_ed25519_key ||"
        ' ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key\'\nExecStartPre=/usr/sbin/sshd -t\n'
    ),
    "etc/systemd/journald.conf.d/fleet.conf": "[Journal]\nReadKMsg=no\nRuntimeMaxUse=32M\n",
    "etc/apt/sources.list.d/fleet.sources": (
        f"Types: deb\nURIs: http://mirror:{MIRROR_PORT}/apt-SUITE/\nSuites: ./\nSigned-By: /etc/apt/keyrings/fleet.asc\n"
    ),
    # A package of the mirror is fetched in one piece or not at all; no host waits for an archive that is not there.
    "etc/apt/apt.conf.d/90fleet": 'Acquire::Retries "0";\nAcquire::http::Timeout "10";\nAcquire::Languages "none";\n',
    "etc/apt/keyrings/fleet.asc": "",
    "etc/resolv.conf": "",
    "etc/hostname": "",
    "etc/machine-id": "",
    **{f"etc/sysctl.d/{name}": "" for name in SYSCTL},
}
REMOVED = (
    "etc/apt/sources.list",
    "var/log/bootstrap.log",
    "var/log/dpkg.log",
    "var/log/apt",
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
)


def recipe(suite: str) -> str:
    """A short hash of all that makes the image."""
    return hashlib.sha256(json.dumps([suite, INCLUDE, MASKED, FILES, REMOVED]).encode()).hexdigest()[:12]


def tar_path(suite: str) -> pathlib.Path:
    """Where the image of a release is, or will be, in the cache."""
    return cache_dir() / "hosts" / f"{suite}-{recipe(suite)}.tar"


def bootstrap(target: pathlib.Path, suite: str) -> None:
    """Make the tar file of a host's disk."""
    origin = sources.read(suite)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".image-") as folder:
        root = pathlib.Path(folder) / "root"
        run("debootstrap", "--variant=minbase", f"--include={INCLUDE}", origin.suite, str(root), origin.mirror)
        for path in [*(root / name for name in REMOVED), *root.glob("etc/ssh/ssh_host_*")]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for pattern in ("var/lib/apt/lists/*_*", "var/cache/apt/archives/*.deb", "var/cache/apt/*.bin"):
            for path in root.glob(pattern):
                path.unlink()
        for name, content in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).unlink(missing_ok=True)
            (root / name).write_text(content.replace("SUITE", suite))
        for unit in MASKED:
            (root / "etc/systemd/system" / unit).unlink(missing_ok=True)
            (root / "etc/systemd/system" / unit).symlink_to("/dev/null")
        # apt resolves the mirror's packages against what is already in the image.
        shutil.copy(root / "var/lib/dpkg/status", target.with_suffix(".status"))
        run("tar", "--create", "--file", f"{target}.new", "--directory", str(root), ".")
        pathlib.Path(f"{target}.new").replace(target)


def ensure(suite: str) -> str:
    """Return the image's name; make or import it when the cache or podman's store lacks it."""
    tar = tar_path(suite)
    name = f"{REPOSITORY}:{tar.stem}"
    with locked("image"):
        if not tar.exists():
            bootstrap(tar, suite)
        if podman("image", "exists", name, check=False).returncode:
            changes = ("--change", 'CMD ["/sbin/init"]', "--change", "STOPSIGNAL SIGRTMIN+3")
            podman("import", "--quiet", *changes, str(tar), name)
    return name


if __name__ == "__main__":
    if run("id", "-u").stdout.strip() != "0":
        fail("image.py needs root")
    print(ensure(sys.argv[1] if len(sys.argv) > 1 else sources.own_suite()))
