# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An apt repository in a folder, signed by a key made here, read by the machine's own apt."""

from __future__ import annotations

import email.utils
import hashlib
import os
import pathlib
import subprocess
import typing as t

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.modules import release_package


def run_command(command: list[str], cwd: str | None = None) -> tuple[int, str, str]:
    """Run a command as the module would."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


class Repository:
    """A repository of two versions of a tool whose package cannot be installed."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.root = folder / "repository"
        self.home = folder / "gnupg"
        self.home.mkdir(mode=0o700)
        self.gpg("--passphrase", "", "--quick-gen-key", "Test <test@example.com>", "ed25519", "sign", "never")
        self.index = self.root / "dists/stable/main"
        machine = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout
        self.architecture = machine.strip()
        for version in ("1.2.3", "1.2.4"):
            self.pack(folder / version, version)
        self.write_index()
        self.params: dict[str, t.Any] = {
            "product": "tool",
            "version": "1.2.3",
            "path": str(folder / "opt" / "tool" / "1.2.3" / "tool"),
            "url": f"file://{self.root}",
            "suite": "stable",
            "component": "main",
            "key": self.gpg("--armor", "--export").decode(),
            "fingerprint": "",
        }

    def gpg(self, *arguments: str) -> bytes:
        """Run gpg in a home of its own."""
        command = ["gpg", "--homedir", str(self.home), "--batch", "--yes", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def pack(self, tree: pathlib.Path, version: str) -> None:
        """Make a package whose script refuses its installation."""
        for name, content in (
            ("usr/bin/tool", f"#!/bin/sh\necho tool v{version}\n"),
            ("DEBIAN/preinst", "#!/bin/sh\nexit 1\n"),
            (
                "DEBIAN/control",
                f"Package: tool\nVersion: {version}-1\nArchitecture: {self.architecture}\nMaintainer: nobody\nDescription: tool\n",
            ),
        ):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(content)
        (tree / "DEBIAN/preinst").chmod(0o755)
        (self.root / "pool").mkdir(parents=True, exist_ok=True)
        command = ["dpkg-deb", "--root-owner-group", "--build", str(tree), str(self.package(version))]
        subprocess.run(command, check=True, capture_output=True)

    def package(self, version: str) -> pathlib.Path:
        """The package of a version."""
        return self.root / "pool" / f"tool_{version}-1.deb"

    def write_index(self) -> None:
        """The index of what is there, signed."""
        packages = ""
        for path in sorted((self.root / "pool").iterdir()):
            control = run_command(["dpkg-deb", "--field", str(path)])[1]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            packages += f"{control}Filename: pool/{path.name}\nSize: {path.stat().st_size}\nSHA256: {digest}\n\n"
        name = f"main/binary-{self.architecture}/Packages"
        listed = self.index / f"binary-{self.architecture}" / "Packages"
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text(packages)
        release = self.root / "dists/stable/Release"
        release.write_text(
            f"Suite: stable\nCodename: stable\nArchitectures: {self.architecture}\nComponents: main\n"
            f"Date: {email.utils.formatdate(usegmt=True)}\nSHA256:\n {hashlib.sha256(packages.encode()).hexdigest()} {len(packages)} {name}\n"
        )
        self.gpg("--clear-sign", "--output", str(release.with_name("InRelease")), str(release))

    def install(self, check_mode: bool = False, **changes: t.Any) -> bool:
        """Run the module."""
        return release_package.run({**self.params, **changes}, check_mode, run_command)

    def assert_nothing_installed(self) -> None:
        """Neither the binary nor anything half done."""
        assert not pathlib.Path(self.params["path"]).parent.exists()


@pytest.fixture
def repository(tmp_path: pathlib.Path) -> t.Iterator[Repository]:
    """A signed repository."""
    made = Repository(tmp_path)
    yield made
    subprocess.run(["gpgconf", "--homedir", str(made.home), "--kill", "all"], check=True)


def test_the_binary_comes_without_the_package(repository: Repository) -> None:
    """Check mode leaves nothing; then the right version of the two, and nothing beside it."""
    assert repository.install(check_mode=True)
    repository.assert_nothing_installed()
    assert repository.install()
    assert run_command([repository.params["path"]])[1] == "tool v1.2.3\n"
    assert os.listdir(os.path.dirname(repository.params["path"])) == ["tool"]
    assert run_command(["dpkg-query", "--show", "tool"])[0] != 0
    assert not repository.install()


def test_version_that_is_not_there(repository: Repository) -> None:
    with pytest.raises(FleetError, match=r"no package of tool 1\.2\.30 for stable.*it has 1\.2\.4-1, 1\.2\.3-1\."):
        repository.install(version="1.2.30")
    repository.assert_nothing_installed()


def test_key_of_a_stranger(repository: Repository, tmp_path: pathlib.Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir(mode=0o700)
    command = ["gpg", "--homedir", str(stranger), "--batch"]
    key = ["--passphrase", "", "--quick-gen-key", "x <x@example.com>", "ed25519", "sign", "never"]
    subprocess.run([*command, *key], check=True, capture_output=True)
    other = subprocess.run([*command, "--armor", "--export"], check=True, capture_output=True, text=True).stdout
    subprocess.run(["gpgconf", "--homedir", str(stranger), "--kill", "all"], check=True)
    with pytest.raises(FleetError, match=r"cannot read the repository file://.*Check 'fleet_apt_url'"):
        repository.install(key=other)
    repository.assert_nothing_installed()


def test_pinned_fingerprint(repository: Repository) -> None:
    with pytest.raises(BadInput, match="but 798AEC654E5C15428C8E42EEAA16FCBCA621E701 is pinned.*'fleet_apt_key'"):
        repository.install(fingerprint="798A EC65 4E5C 1542 8C8E 42EE AA16 FCBC A621 E701")
    repository.assert_nothing_installed()


def test_tampered_index(repository: Repository) -> None:
    release = repository.root / "dists/stable/InRelease"
    release.write_text(release.read_text().replace("Suite: stable", "Suite: stable "))
    release.write_text(release.read_text().replace("Components: main", "Components: main evil"))
    with pytest.raises(FleetError, match="cannot read the repository"):
        repository.install()
    repository.assert_nothing_installed()


def test_tampered_package(repository: Repository) -> None:
    with repository.package("1.2.3").open("r+b") as package:
        package.seek(-4, os.SEEK_END)
        package.write(b"evil")
    with pytest.raises(FleetError, match=r"cannot fetch the package of tool 1\.2\.3: E: .*([Hh]ash|mismatch)"):
        repository.install()
    repository.assert_nothing_installed()


def test_unsigned_repository(repository: Repository) -> None:
    (repository.root / "dists/stable/InRelease").unlink()
    with pytest.raises(FleetError, match="cannot read the repository.*not signed"):
        repository.install()
    repository.assert_nothing_installed()
