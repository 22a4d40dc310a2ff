# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the small apt repository of the test hosts in the cache, once; prints its folder.

    repository.py [SUITE ...]     of this machine's release of Debian, or of other ones (an empty word is this machine's)

It holds the packages that roles install and whatever they need beyond the image, and is signed by the mirror's key.
"""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import json
import pathlib
import sys
import tempfile

import image
import sources
from common import run

from build import locked  # isort: skip
import signing  # isort: skip  # found through common

PACKAGES = (
    *("openvpn", "nftables", "python3-apt", "python3-cryptography", "gpgv", "unzip", "conntrack"),
    *("dnsmasq", "systemd-resolved", "logrotate", "containernetworking-plugins", "iptables"),
)
#: What an older release has in another package.
ABSENT = {"bullseye": {"systemd-resolved"}}


def download(folder: pathlib.Path, suite: str, status: pathlib.Path) -> None:
    """Fetch the packages and what they need that the image lacks, with apt's state kept apart from the machine's."""
    for name in ("lists/partial", "archives/partial", "debs"):
        (folder / name).mkdir(parents=True)
    (folder / "sources.list").write_text("\n".join(sources.read(suite).lines) + "\n")
    settings = {
        "Dir::Etc::SourceList": folder / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::State::Status": status,
        "Dir::State::Extended_States": folder / "extended_states",
        "Dir::Cache::Archives": folder / "archives",
        "Dir::Cache::PkgCache": "",
        "Dir::Cache::SrcPkgCache": "",
        "APT::Sandbox::User": "root",
        "APT::Keep-Downloaded-Packages": "true",
        "APT::Update::Post-Invoke": "",
        "DPkg::Post-Invoke": "",
        "Debug::NoLocking": "true",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    run("apt-get", *options, "update")
    wanted = [package for package in PACKAGES if package not in ABSENT.get(suite, ())]
    # gpgv is in the image: asking for a reinstallation fetches it all the same.
    run("apt-get", *options, "install", "--yes", "--reinstall", "--download-only", "--no-install-recommends", *wanted)
    for package in (folder / "archives").glob("*.deb"):
        package.rename(folder / "debs" / package.name.replace("%3a", "-"))


def index(folder: pathlib.Path) -> None:
    """Write Packages, Release and InRelease for the packages of a folder."""
    stanzas = []
    for package in sorted(folder.glob("*.deb")):
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        control = run("dpkg-deb", "--field", str(package)).stdout.rstrip("\n")
        stanzas.append(f"{control}\nFilename: ./{package.name}\nSize: {package.stat().st_size}\nSHA256: {digest}\n")
    packages = "\n".join(stanzas).encode()
    lines = [
        "Origin: nomadic.fleet tests",
        "Codename: tests",
        f"Date: {email.utils.formatdate(usegmt=True)}",
        "SHA256:",
    ]
    for name, content in (("Packages", packages), ("Packages.gz", gzip.compress(packages, mtime=0))):
        (folder / name).write_bytes(content)
        lines.append(f" {hashlib.sha256(content).hexdigest()} {len(content)} {name}")
    release = ("\n".join(lines) + "\n").encode()
    (folder / "Release").write_bytes(release)
    (folder / "InRelease").write_bytes(signing.sign(release, clear=True))


def ensure(suite: str) -> pathlib.Path:
    """Return the repository's folder; make it when it is missing or made for another image, list or key."""
    tar = image.tar_path(suite)
    target = signing.mirror_dir() / f"apt-{suite}"
    stamp = json.dumps([tar.stem, PACKAGES, sorted(ABSENT.get(suite, ())), signing.key()[0]])
    with locked("repository"):
        if not (target / ".recipe").exists() or (target / ".recipe").read_text() != stamp:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".apt-") as folder:
                download(pathlib.Path(folder), suite, tar.with_suffix(".status"))
                debs = pathlib.Path(folder) / "debs"
                index(debs)
                (debs / ".recipe").write_text(stamp)
                if target.exists():
                    target.rename(pathlib.Path(folder) / "old")
                debs.rename(target)
    return target


if __name__ == "__main__":
    for word in sys.argv[1:] or [""]:
        name = word or sources.own_suite()
        image.ensure(name)
        print(ensure(name))
