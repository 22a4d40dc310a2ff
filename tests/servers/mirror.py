# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a release mirror of the built servers, laid out like the vendor's release site.

    mirror.py                     the newest version of each product
    mirror.py nomad=1.11.2 ...    named ones; ``all`` means every version that has a go.mod here

Prints the mirror's folder: releases stand under ``releases/``, the key that signed them is ``key.asc``. A binary that
is not in the cache is built first. A second run takes milliseconds; each version's folder appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import sys
import tempfile
import zipfile

import signing

import build

#: The only architecture that is built here.
ARCHITECTURE = "linux_amd64"


def add(product: str, version: str) -> pathlib.Path:
    """Publish one version unless the mirror has it from this very binary and key; return its folder."""
    binary = build.build(product, version)
    recipe = f"{binary.parent.name} {signing.key()[0]}"
    target = signing.mirror_dir() / "releases" / product / version
    stamp = target / ".recipe"
    with build.locked("mirror"):
        if not stamp.exists() or stamp.read_text() != recipe:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as folder:
                fresh = pathlib.Path(folder) / "fresh"
                fresh.mkdir()
                fill(fresh, product, version, binary)
                (fresh / ".recipe").write_text(recipe)
                if target.exists():
                    target.rename(pathlib.Path(folder) / "old")
                fresh.rename(target)
    return target


def fill(folder: pathlib.Path, product: str, version: str, binary: pathlib.Path) -> None:
    """Write the archive, its checksum file and the signature over the checksum file."""
    archive = folder / f"{product}_{version}_{ARCHITECTURE}.zip"
    entry = zipfile.ZipInfo(product)
    entry.external_attr = 0o100755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(archive, "w", compresslevel=1) as bundle, binary.open("rb") as source:
        entry.file_size = binary.stat().st_size
        entry._compresslevel = 1  # type: ignore[attr-defined]  # open() takes the level from the entry alone
        with bundle.open(entry, "w") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
    with archive.open("rb") as source:
        sums = f"{hashlib.file_digest(source, 'sha256').hexdigest()}  {archive.name}\n".encode()
    (folder / f"{product}_{version}_SHA256SUMS").write_bytes(sums)
    (folder / f"{product}_{version}_SHA256SUMS.sig").write_bytes(signing.sign(sums))


if __name__ == "__main__":
    for name, number in build.wanted(sys.argv[1:]):
        add(name, number)
    # For whatever a demo or a test wants to hand to the hosts.
    (signing.mirror_dir() / "files").mkdir(exist_ok=True)
    print(signing.mirror_dir())
