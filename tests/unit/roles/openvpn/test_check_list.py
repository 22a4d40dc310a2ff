# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that is asked before a gateway starts."""

from __future__ import annotations

import pathlib
import subprocess
import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CHECK = pathlib.Path(__file__).parents[4] / "roles" / "openvpn" / "files" / "check-list"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def ask(folder: pathlib.Path) -> tuple[int, str]:
    """Exit code and message."""
    done = subprocess.run(["/bin/sh", str(CHECK), str(folder), "600"], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def keep(folder: pathlib.Path, made: float, signed_by: Ed25519PrivateKey = KEY) -> None:
    """A list as a gateway has it."""
    text = f'{{\n"devices": {{}},\n"made": {int(made)},\n"number": 1\n}}\n'.encode()
    (folder / "list.json").write_bytes(text)
    (folder / "list.sig").write_bytes(signed_by.sign(text))
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "key.pem").write_bytes(public)


def test_the_fleets_list_lets_the_gateway_start(tmp_path: pathlib.Path) -> None:
    for age in (0, 590, -3000):
        keep(tmp_path, time.time() - age)
        assert ask(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("age", "why"),
    [
        (700, "more than 600 s ('openvpn_allow_list_max_age'); run nomadic.fleet.grants"),
        (-4000, "set the clock of this host"),
    ],
)
def test_a_list_of_another_time_does_not(tmp_path: pathlib.Path, age: int, why: str) -> None:
    keep(tmp_path, time.time() - age)
    code, message = ask(tmp_path)
    assert code == 1
    assert why in message


def test_neither_does_none_nor_one_of_somebody_else(tmp_path: pathlib.Path) -> None:
    assert ask(tmp_path) == (1, "allow-list refused: there is none; run nomadic.fleet.grants\n")
    keep(tmp_path, time.time(), Ed25519PrivateKey.generate())
    assert "its signature is not that of the fleet" in ask(tmp_path)[1]
    keep(tmp_path, time.time())
    (tmp_path / "list.json").write_text((tmp_path / "list.json").read_text() + " ")
    assert ask(tmp_path)[0] == 1
