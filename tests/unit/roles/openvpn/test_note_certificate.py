# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that keeps the certificate of a device, called as OpenVPN calls it. It never refuses anybody."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

NOTE = pathlib.Path(__file__).parents[4] / "roles" / "openvpn" / "files" / "note-certificate"


def call(folder: pathlib.Path, depth: int, name: str) -> list[str]:
    """Names of what is kept, after a certificate was shown."""
    kept = folder / "kept"
    kept.mkdir(exist_ok=True)
    shown = folder / "pef.tmp"
    shown.write_text(f"certificate of {name}\n")
    done = subprocess.run(
        ["/bin/sh", str(NOTE), str(kept), str(depth), f"CN={name}"],
        env={"script_type": "tls-verify", "peer_cert": str(shown), "X509_0_CN": name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return sorted(path.name for path in kept.iterdir())


def test_the_own_certificate_is_kept_under_the_name(tmp_path: pathlib.Path) -> None:
    assert call(tmp_path, 1, "vpn") == []
    assert call(tmp_path, 0, "device1") == ["device1"]
    assert (tmp_path / "kept" / "device1").read_text() == "certificate of device1\n"


@pytest.mark.parametrize("name", ["", "../device1", "Device1", ".hidden", "a b"])
def test_what_is_no_name_of_a_device_is_not_kept(tmp_path: pathlib.Path, name: str) -> None:
    assert call(tmp_path, 0, name) == []


def test_what_cannot_be_kept_is_no_reason_to_refuse(tmp_path: pathlib.Path) -> None:
    (tmp_path / "kept" / "device1").mkdir(parents=True)
    (tmp_path / "kept" / "device1" / "pef.tmp").mkdir()
    assert call(tmp_path, 0, "device1") == ["device1"]
