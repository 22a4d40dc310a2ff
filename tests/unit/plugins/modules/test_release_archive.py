# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release site on loopback, signed by a key made here: what is tampered with, alone, must be refused."""

from __future__ import annotations

import functools
import hashlib
import http.server
import os
import pathlib
import subprocess
import threading
import typing as t
import zipfile

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._archive import architectures
from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput, FleetError
from ansible_collections.nomadic.fleet.plugins.modules import release_archive

NAME = "tool_1.2.3"
ARCHIVE = f"{NAME}_linux_amd64.zip"


def gpg(home: pathlib.Path, *arguments: str) -> bytes:
    """Run gpg in a home of its own."""
    command = ["gpg", "--homedir", str(home), "--batch", "--yes", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def run_command(command: list[str]) -> tuple[int, str, str]:
    """Run a command as the module would."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[dict[str, pathlib.Path]]:
    """Two signing keys: the trusted one and a stranger's."""
    homes = {}
    for name in ("trusted", "stranger"):
        homes[name] = tmp_path_factory.mktemp(name)
        homes[name].chmod(0o700)
        gpg(
            homes[name],
            "--passphrase",
            "",
            "--quick-gen-key",
            f"{name} <{name}@example.com>",
            "ed25519",
            "sign",
            "never",
        )
    yield homes
    for home in homes.values():
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_arguments: t.Any) -> None:
        """Say nothing."""


class Site:
    """A release site in a folder, and the parameters to install from it."""

    def __init__(self, folder: pathlib.Path, keys: dict[str, pathlib.Path], url: str) -> None:
        self.keys = keys
        self.folder = folder / "tool" / "1.2.3"
        self.folder.mkdir(parents=True)
        with zipfile.ZipFile(self.folder / ARCHIVE, "w") as archive:
            archive.writestr("tool", "#!/bin/sh\necho tool 1.2.3\n")
        self.sums = self.folder / f"{NAME}_SHA256SUMS"
        self.write_sums()
        self.params: dict[str, t.Any] = {
            "product": "tool",
            "version": "1.2.3",
            "path": str(folder / "opt" / "tool" / "1.2.3" / "tool"),
            "url": url,
            "key": gpg(keys["trusted"], "--armor", "--export").decode(),
            "src": None,
            "checksum": None,
            "fingerprint": "",
            "machine": "x86_64",
        }

    def write_sums(self) -> None:
        """The checksum file of what is in the folder, signed by the trusted key."""
        digest = hashlib.sha256((self.folder / ARCHIVE).read_bytes()).hexdigest()
        self.sums.write_text(f"{'0' * 64}  {NAME}_linux_arm64.zip\n{digest}  {ARCHIVE}\n")
        self.sign("trusted")

    def sign(self, key: str) -> None:
        """Sign the checksum file."""
        gpg(self.keys[key], "--detach-sign", "--output", f"{self.sums}.sig", str(self.sums))

    def install(self, check_mode: bool = False, **changes: t.Any) -> bool:
        """Run the module."""
        return release_archive.run({**self.params, **changes}, check_mode, run_command)

    def assert_nothing_installed(self) -> None:
        """Neither the binary nor anything half done."""
        folder = pathlib.Path(self.params["path"]).parent
        assert not folder.exists()


@pytest.fixture
def site(tmp_path: pathlib.Path, keys: dict[str, pathlib.Path]) -> t.Iterator[Site]:
    """A served release site."""
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(tmp_path, keys, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def test_install_then_nothing_to_do(site: Site) -> None:
    assert site.install()
    assert subprocess.run([site.params["path"]], check=True, capture_output=True, text=True).stdout == "tool 1.2.3\n"
    assert os.listdir(os.path.dirname(site.params["path"])) == ["tool"]
    assert not site.install()


def test_check_mode_writes_nothing(site: Site) -> None:
    assert site.install(check_mode=True)
    site.assert_nothing_installed()


def test_key_from_a_file_and_from_a_url(site: Site, tmp_path: pathlib.Path) -> None:
    (tmp_path / "key.asc").write_text(site.params["key"])
    assert site.install(key=str(tmp_path / "key.asc"))
    assert site.install(key=f"{site.params['url']}/key.asc", path=site.params["path"] + "2")


def test_pinned_fingerprint(site: Site) -> None:
    listing = gpg(site.keys["trusted"], "--with-colons", "--list-keys").decode()
    fingerprint = next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))
    with pytest.raises(
        FleetError, match="has the fingerprint [0-9A-F]{40}, but C874011F0AB405110D02105534365D9472D7468F is pinned"
    ):
        site.install(fingerprint="C874 011F 0AB4 0511 0D02 1055 3436 5D94 72D7 468F")
    site.assert_nothing_installed()
    assert site.install(fingerprint=f"{fingerprint[:8]} {fingerprint[8:].lower()}")


def test_tampered_archive(site: Site) -> None:
    with zipfile.ZipFile(site.folder / ARCHIVE, "w") as archive:
        archive.writestr("tool", "#!/bin/sh\necho evil\n")
    with pytest.raises(
        FleetError, match=r"checksum of tool_1\.2\.3_linux_amd64\.zip .* tampered with.*'fleet_archive_url'"
    ):
        site.install()
    site.assert_nothing_installed()


def test_tampered_checksums(site: Site) -> None:
    site.sums.write_text(site.sums.read_text() + "\n")
    with pytest.raises(
        FleetError, match="signature over the release's checksums is not by the trusted key.*'fleet_archive_key'"
    ):
        site.install()
    site.assert_nothing_installed()


def test_signature_by_a_stranger(site: Site) -> None:
    site.sign("stranger")
    with pytest.raises(FleetError, match="is not by the trusted key"):
        site.install()
    site.assert_nothing_installed()


def test_unreachable_site(site: Site) -> None:
    with pytest.raises(FleetError, match="cannot fetch http://127.0.0.1:9/.*Set 'fleet_archive_url'"):
        site.install(url="http://127.0.0.1:9")
    site.assert_nothing_installed()


def test_unpublished_version(site: Site) -> None:
    with pytest.raises(FleetError, match="HTTP 404"):
        site.install(version="9.9.9")
    site.assert_nothing_installed()


def test_unpublished_platform(site: Site) -> None:
    with pytest.raises(FleetError, match="does not name tool_1.2.3_linux_arm.zip or tool_1.2.3_linux_armhfv6.zip"):
        site.install(machine="armv7l")
    site.assert_nothing_installed()


def test_unsupported_architecture(site: Site) -> None:
    with pytest.raises(BadInput, match="machine type 'riscv64'; supported are x86_64"):
        site.install(machine="riscv64")
    site.assert_nothing_installed()


def test_full_disk(site: Site) -> None:
    """On a real file system that is full; needs root, as all of the tests on hosts do."""
    mount = pathlib.Path(site.params["path"]).parents[3] / "small"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(mount)], check=True)
    try:
        (mount / "ballast").write_bytes(b"x" * 56 * 1024)
        with zipfile.ZipFile(site.folder / ARCHIVE, "w") as archive:
            archive.writestr("tool", os.urandom(1 << 20))
        site.write_sums()
        with pytest.raises(FleetError, match="no space left on the disk that holds .*Nothing was changed"):
            site.install(path=str(mount / "tool" / "1.2.3" / "tool"))
        assert not (mount / "tool" / "1.2.3").exists()
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def test_key_that_is_none(site: Site) -> None:
    with pytest.raises(BadInput, match="'fleet_archive_key' holds no OpenPGP public key block"):
        site.install(key="-----BEGIN NONSENSE-----")
    with pytest.raises(BadInput, match="cannot read the key /does/not/exist"):
        site.install(key="/does/not/exist")


@pytest.mark.parametrize(
    ("machine", "name"),
    [("x86_64", "amd64"), ("aarch64", "arm64"), ("armv7l", "arm"), ("armv6l", "arm"), ("i686", "386")],
)
def test_usual_architecture(machine: str, name: str) -> None:
    assert architectures(machine)[0] == name


@pytest.mark.parametrize("name", ["arm", "armhfv6"])
def test_the_checksum_file_says_what_32_bit_arm_is_called(site: Site, name: str) -> None:
    archive = site.folder / f"{NAME}_linux_{name}.zip"
    (site.folder / ARCHIVE).rename(archive)
    site.sums.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    site.sign("trusted")
    assert site.install(machine="armv7l")
    assert os.path.exists(site.params["path"])


@pytest.mark.parametrize("zipped", [True, False])
def test_file_of_the_host(site: Site, tmp_path: pathlib.Path, zipped: bool) -> None:
    """An archive, or the binary itself; its checksum decides."""
    given = site.folder / ARCHIVE
    if not zipped:
        given = tmp_path / "tool-of-mine"
        given.write_text("#!/bin/sh\necho tool 1.2.3\n")
    changes = {"url": None, "key": None, "src": str(given)}
    with pytest.raises(BadInput, match=r"is [0-9a-f]{64}, not 0000.*set 'tool_checksum: [0-9a-f]{64}'"):
        site.install(**changes, checksum="0" * 64)
    site.assert_nothing_installed()
    checksum = hashlib.sha256(given.read_bytes()).hexdigest()
    assert site.install(**changes, checksum=checksum.upper(), check_mode=True)
    site.assert_nothing_installed()
    assert site.install(**changes, checksum=checksum)
    assert subprocess.run([site.params["path"]], check=True, capture_output=True, text=True).stdout == "tool 1.2.3\n"
    assert not site.install(**changes, checksum=checksum)


def test_file_that_is_not_there(site: Site) -> None:
    with pytest.raises(BadInput, match="cannot read /does/not/exist: .*Set 'tool_source'"):
        site.install(url=None, src="/does/not/exist", checksum="0" * 64)
    site.assert_nothing_installed()
