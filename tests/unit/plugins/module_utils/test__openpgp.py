# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyrings cut down to the pinned key, judged by gpg itself."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

from ansible_collections.nomadic.fleet.plugins.module_utils._errors import BadInput
from ansible_collections.nomadic.fleet.plugins.module_utils._openpgp import dearmor, keyring, packets


class Ring:
    """Two keys made by gpg: an old-style one with a subkey for signing, and a stranger's."""

    def __init__(self, home: pathlib.Path) -> None:
        self.home = home
        home.chmod(0o700)
        self.make("one", "rsa2048")
        self.gpg("--passphrase", "", "--quick-add-key", self.fingerprint("one"), "rsa2048", "sign", "never")
        self.make("two", "ed25519")

    def gpg(self, *arguments: str) -> bytes:
        """Run gpg in this home."""
        command = ["gpg", "--homedir", str(self.home), "--batch", "--yes", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def make(self, name: str, kind: str) -> None:
        """Make a key."""
        self.gpg("--passphrase", "", "--quick-gen-key", f"{name} <{name}@example.com>", kind, "sign", "never")

    def fingerprint(self, name: str) -> str:
        """The fingerprint, as gpg gives it."""
        listing = self.gpg("--with-colons", "--list-keys", name).decode()
        return next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr"))

    def export(self, *names: str) -> str:
        """Public keys, armored."""
        return self.gpg("--armor", "--export", *names).decode()


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Ring:
    """The keys, made once."""
    home = tmp_path_factory.mktemp("gnupg")
    made = Ring(home)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    return made


@pytest.mark.parametrize("name", ["one", "two"])
def test_only_the_pinned_key_is_left(ring: Ring, name: str) -> None:
    """Byte for byte what gpg exports of that key alone, subkeys and signatures included."""
    both = ring.export("one", "two")
    spaced = " ".join(ring.fingerprint(name)[start : start + 4] for start in range(0, 40, 4)).lower()
    assert keyring(both, "fleet_apt_key", spaced) == ring.gpg("--export", name)


def test_without_a_pin_all_are_left(ring: Ring) -> None:
    assert keyring(ring.export("one", "two"), "fleet_apt_key", "") == ring.gpg("--export", "one", "two")


def test_another_key_is_refused(ring: Ring) -> None:
    with pytest.raises(BadInput, match=f"has the fingerprint {ring.fingerprint('two')}, but .*'fleet_apt_key'"):
        keyring(ring.export("two"), "fleet_apt_key", ring.fingerprint("one"))


def test_what_is_no_key_is_refused(ring: Ring, tmp_path: pathlib.Path) -> None:
    """Nothing of it reaches gpgv or apt."""
    pin = ring.fingerprint("one")
    with pytest.raises(BadInput, match="'fleet_apt_key' holds no OpenPGP public key block"):
        keyring("-----BEGIN NONSENSE-----", "fleet_apt_key", "")
    with pytest.raises(BadInput, match="damaged"):
        keyring("<html>not a key</html>", "fleet_apt_key", pin)
    cut = tmp_path / "cut.gpg"
    cut.write_bytes(ring.gpg("--export", "one")[:100])
    with pytest.raises(BadInput, match="damaged"):
        keyring(str(cut), "fleet_apt_key", pin)
    with pytest.raises(BadInput, match="cannot read the key /does/not/exist: .*'fleet_apt_key'"):
        keyring("/does/not/exist", "fleet_apt_key", pin)


def test_dearmor_leaves_binary_alone() -> None:
    assert dearmor(b"\x99\x01", "fleet_apt_key") == b"\x99\x01"


def test_lengths_of_both_formats() -> None:
    """Old lengths of one, two and four bytes, new ones of one, two and five."""
    body = b"x" * 200
    written = [
        b"\x98\x03abc",
        b"\x99\x00\xc8" + body,
        b"\x9a\x00\x00\x00\x03abc",
        b"\xc6\x03abc",
        b"\xc6\xc0\x08" + body,
        b"\xc6\xff\x00\x00\x00\x03abc",
    ]
    read = list(packets(b"".join(written)))
    assert [packet for _tag, _body, packet in read] == written
    assert [body for _tag, body, _packet in read] == [b"abc", body, b"abc"] * 2
    assert {tag for tag, _body, _packet in read} == {6}
