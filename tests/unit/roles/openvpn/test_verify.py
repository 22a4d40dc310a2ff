# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that judges tls-crypt-v2 keys, called as OpenVPN calls it: these variables and no others."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

VERIFY = pathlib.Path(__file__).parents[4] / "roles" / "openvpn" / "files" / "verify"


def judge(folder: pathlib.Path, metadata: bytes, kind: str = "0") -> tuple[int, str]:
    """Exit code and message for a key that carries this metadata."""
    allowed = folder / "ccd"
    allowed.mkdir(exist_ok=True)
    (allowed / "device1").write_text("# device1:2\nifconfig-push 10.210.128.10 255.255.240.0\n")
    (allowed / "empty").write_text("")
    (folder / "metadata").write_bytes(metadata)
    done = subprocess.run(
        ["/bin/sh", str(VERIFY), str(allowed)],
        env={"script_type": "tls-crypt-v2-verify", "metadata_type": kind, "metadata_file": str(folder / "metadata")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_name_and_generation_on_the_list_may_knock(tmp_path: pathlib.Path) -> None:
    assert judge(tmp_path, b"device1:2") == (0, "")


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        (b"device1:1", "'device1:1' is not the generation"),
        (b"device1:22", "is not the generation"),
        (b"device1", "is not the generation"),
        (b"device2:2", "'device2' is not on the allow-list"),
        (b"empty:1", "the entry of 'empty' cannot be read"),
        (b"../ccd/device1:2", "no valid name"),
        (b"Device1:2", "no valid name"),
        (b":2", "no valid name"),
        (b"", "it carries no name"),
    ],
)
def test_any_other_is_refused_with_the_reason(tmp_path: pathlib.Path, metadata: bytes, why: str) -> None:
    code, message = judge(tmp_path, metadata)
    assert code == 1
    assert why in message


def test_a_key_with_a_timestamp_instead_of_a_name_is_refused(tmp_path: pathlib.Path) -> None:
    assert judge(tmp_path, b"device1:2", kind="1") == (1, "tls-crypt-v2 key refused: it carries no name\n")
