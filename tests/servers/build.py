# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the real servers (Nomad, Consul, Vault, a storage plugin for Nomad) from their Go modules, once.

    build.py                     every version the tests need by default (the newest of each product)
    build.py nomad=1.11.2 ...    named ones; ``all`` means every version that has a go.mod here

The binaries stay in the user's cache, keyed by the content of the go.mod that made them, so a second run takes
milliseconds and a changed go.mod is a new build. Prints one line a binary: product, version, path.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
PRODUCTS = ("nomad", "consul", "vault")
#: What is built, where it is not the module of HashiCorp that is called like the product.
PACKAGES = {"csi-mock": "github.com/kubernetes-csi/csi-test/v4/cmd/mock-driver"}
GO_MINIMUM = (1, 26)
#: No symbol table (a third smaller), no build path, no date: the same go.mod gives the same binary.
BUILD_FLAGS = ("-mod=mod", "-trimpath", "-buildvcs=false")
#: All are static, so that one binary runs on every Debian. Nomad's ``exec`` driver needs C code (libcontainer).
STATIC_GO = {"CGO_ENABLED": "0", "ldflags": "-s -w", "tags": ""}
STATIC_C = {"CGO_ENABLED": "1", "ldflags": "-s -w -linkmode external -extldflags -static", "tags": "osusergo,netgo"}
#: The newest code under an older number, for tests that need two versions and not two codes: a minute of linking instead of minutes
#: of building. It names the variable that holds the number.
RENUMBERED = {("nomad", "1.11.0"): "github.com/hashicorp/nomad/version.Version"}
#: A previous version serves upgrade tests only, for which Vault's small build is enough (a quarter of the size).
MINIMAL = {**STATIC_GO, "tags": "minimal"}


def cache_dir() -> pathlib.Path:
    """The cache of builds and images, outside any clone."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "nomadic-fleet"


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time make a thing of the cache; the others wait and find it made."""
    cache_dir().mkdir(parents=True, exist_ok=True)
    with (cache_dir() / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def versions(product: str) -> list[str]:
    """Versions of a product that have a go.mod here, newest first."""
    found = [path.parent.name for path in HERE.glob(f"{product}/*/go.mod")]
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def go_mod(product: str, version: str) -> pathlib.Path:
    """What a version is built from."""
    return HERE / product / (versions(product)[0] if (product, version) in RENUMBERED else version) / "go.mod"


def settings(product: str, version: str) -> dict[str, str]:
    """How a version is linked."""
    if (product, version) in RENUMBERED:
        link = settings(product, versions(product)[0])
        return {**link, "ldflags": f"{link['ldflags']} -X {RENUMBERED[product, version]}={version}"}
    if product == "nomad":
        return STATIC_C
    return MINIMAL if (product, version) == ("vault", "1.21.0") else STATIC_GO


def binary_path(product: str, version: str) -> pathlib.Path:
    """Where the cached binary of a product and version is, or will be."""
    recipe = go_mod(product, version).read_bytes() + repr(settings(product, version)).encode()
    return cache_dir() / "servers" / f"{product}_{version}_{hashlib.sha256(recipe).hexdigest()[:12]}" / product


def check_go() -> None:
    """Stop with one clear line when Go is missing or too old."""
    try:
        text = subprocess.run(["go", "version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        sys.exit("build.py: 'go' is not on PATH; install Go >= 1.26, from which the servers are built")
    found = re.search(r"go(\d+)\.(\d+)", text)
    if not found or (int(found[1]), int(found[2])) < GO_MINIMUM:
        sys.exit(f"build.py: {text.strip()} is too old; install Go >= 1.26")


def build(product: str, version: str) -> pathlib.Path:
    """Build one binary unless the cache has it; return its path."""
    target = binary_path(product, version)
    if not target.exists():
        check_go()
        with locked(target.parent.name):
            if not target.exists():
                compile_to(target, product, version)
    return target


def compile_to(target: pathlib.Path, product: str, version: str) -> None:
    """Compile in a folder aside, then move the binary to its place."""
    work = target.parent.with_name(target.parent.name + ".work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    # "go build -mod=mod" completes go.mod and go.sum, so it works on a copy; "go mod tidy" would also want the
    # test dependencies of the dependencies, some of which do not resolve.
    shutil.copy(go_mod(product, version), work)
    link = settings(product, version)
    started = time.monotonic()
    print(f"building {product} {version} ...", file=sys.stderr, flush=True)
    command = ["go", "build", *BUILD_FLAGS, "-ldflags", link["ldflags"], "-tags", link["tags"]]
    command += ["-o", product, PACKAGES.get(product, f"github.com/hashicorp/{product}")]
    environment = {**os.environ, "CGO_ENABLED": link["CGO_ENABLED"]}
    # Go names each of the hundreds of modules that it downloads; that is worth reading only when it fails.
    done = subprocess.run(command, cwd=work, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        said = "".join(done.stderr.splitlines(keepends=True)[-30:])
        sys.exit(f"{said}build.py: {product} {version} did not build; its go.mod is {go_mod(product, version)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    (work / product).rename(target)
    shutil.rmtree(work)
    print(f"built {product} {version} in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def wanted(arguments: list[str]) -> list[tuple[str, str]]:
    """Turn command-line words into (product, version) pairs."""
    if not arguments:
        return [(product, versions(product)[0]) for product in PRODUCTS]
    if arguments == ["all"]:
        return [(product, version) for product in PRODUCTS for version in versions(product)]
    pairs = []
    for word in arguments:
        product, _equals, version = word.partition("=")
        known_here = product in (*PRODUCTS, *PACKAGES) and version in versions(product)
        if not known_here and (product, version) not in RENUMBERED:
            known = ", ".join(f"{name}={number}" for name in (*PRODUCTS, *PACKAGES) for number in versions(name))
            sys.exit(f"build.py: no recipe for '{word}'; there are: {known}")
        pairs.append((product, version))
    return pairs


if __name__ == "__main__":
    for name, number in wanted(sys.argv[1:]):
        print(name, number, build(name, number))
