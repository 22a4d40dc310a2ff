# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a signed apt repository of the built servers, laid out like the vendor's; prints its folder.

    packages.py                     the newest version of each product
    packages.py nomad=1.11.2 ...    named ones, as for mirror.py; what is there already stays

The mirror serves it as /vendor-apt/. Every suite has the same packages, since the binaries are static.
"""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

import signing

import build

SUITES = ("bullseye", "bookworm", "trixie")
ARCHITECTURE = "amd64"


def pack(product: str, version: str, pool: pathlib.Path) -> None:
    """Make one package unless the pool has it from this very binary."""
    binary = build.build(product, version)
    package = pool / f"{product}_{version}-1_{ARCHITECTURE}.deb"
    stamp = package.with_suffix(".recipe")
    if package.exists() and stamp.exists() and stamp.read_text() == binary.parent.name:
        return
    with tempfile.TemporaryDirectory(dir=pool, prefix=".new-") as folder:
        tree = pathlib.Path(folder) / "tree"
        (tree / "usr/bin").mkdir(parents=True)
        (tree / "DEBIAN").mkdir()
        shutil.copy(binary, tree / "usr/bin" / product)
        # Whoever installs the package instead of taking the binary out of it fails: the vendor's has scripts, too.
        (tree / "DEBIAN/preinst").write_text("#!/bin/sh\nexit 1\n")
        (tree / "DEBIAN/preinst").chmod(0o755)
        (tree / "DEBIAN/control").write_text(
            f"Package: {product}\nVersion: {version}-1\nArchitecture: {ARCHITECTURE}\n"
            f"Maintainer: {signing.UID}\nDescription: {product}, built for tests\n"
        )
        command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), f"{folder}/package.deb"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        pathlib.Path(f"{folder}/package.deb").replace(package)
    stamp.write_text(binary.parent.name)


def index(root: pathlib.Path) -> None:
    """Write and sign the index of each suite: all that apt trusts."""
    stanzas = []
    for package in sorted((root / "pool").glob("*.deb")):
        command = ["dpkg-deb", "--field", str(package)]
        control = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        with package.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        stanzas.append(f"{control}Filename: pool/{package.name}\nSize: {package.stat().st_size}\nSHA256: {digest}\n")
    packages = "\n".join(stanzas).encode()
    for suite in SUITES:
        lines = [f"Origin: nomadic.fleet tests\nSuite: {suite}\nCodename: {suite}\nComponents: main"]
        lines += [f"Architectures: {ARCHITECTURE}", f"Date: {email.utils.formatdate(usegmt=True)}", "SHA256:"]
        for name, content in (("Packages", packages), ("Packages.gz", gzip.compress(packages, mtime=0))):
            path = f"main/binary-{ARCHITECTURE}/{name}"
            signing.write_atomic(root / "dists" / suite / path, content)
            lines.append(f" {hashlib.sha256(content).hexdigest()} {len(content)} {path}")
        release = ("\n".join(lines) + "\n").encode()
        signing.write_atomic(root / "dists" / suite / "InRelease", signing.sign(release, clear=True))


def ensure(pairs: list[tuple[str, str]]) -> pathlib.Path:
    """Return the repository's folder once it has these packages."""
    root = signing.mirror_dir() / "vendor-apt"
    (root / "pool").mkdir(parents=True, exist_ok=True)
    with build.locked("vendor-apt"):
        for product, version in pairs:
            pack(product, version, root / "pool")
        index(root)
    return root


if __name__ == "__main__":
    print(ensure(build.wanted(sys.argv[1:])))
