# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ssh_sign, on certificates that the cryptography library makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
PATH = "/v1/ssh/sign/operator"
KEYS: dict[str, Any] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ecdsa": ec.generate_private_key(ec.SECP384R1()),
    "rsa": rsa.generate_private_key(65537, 2048),
}
AUTHORITY = ed25519.Ed25519PrivateKey.generate()


def public(key: Any) -> str:
    form = serialization.PublicFormat.OpenSSH
    text: bytes = key.public_key().public_bytes(serialization.Encoding.OpenSSH, form)
    return text.decode()


def signed(key: Any, principals: list[str], kind: Any = serialization.SSHCertificateType.USER) -> str:
    """A certificate whose life of 100 minutes began 10 minutes ago."""
    now = int(time.time())
    builder = serialization.SSHCertificateBuilder().public_key(key.public_key()).serial(255).type(kind).key_id(b"k")
    builder = builder.valid_principals([name.encode() for name in principals]).add_extension(b"permit-pty", b"")
    return builder.valid_after(now - 600).valid_before(now + 5400).sign(AUTHORITY).public_bytes().decode()


def ready(fake: Fake, folder: Path, key: Any = KEYS["ed25519"], **more: Any) -> dict[str, Any]:
    path = folder / "cert"
    path.write_text(signed(key, ["a", "b"], **more) + "\n")
    path.chmod(0o644)
    fake.routes["GET", "/v1/ssh/config/ca"] = Answer(data={"data": {"public_key": public(AUTHORITY) + "\n"}})
    answer = {"signed_key": signed(key, ["a"]) + "\n", "serial_number": "ff"}
    fake.routes["POST", PATH] = Answer(data={"data": answer})
    options = {"role": "operator", "public_key": public(key) + " me@here\n", "path": str(path)}
    return {"address": fake.address, **options, "valid_principals": ["b", "a"]}


@pytest.mark.parametrize("kind", list(KEYS))
def test_one_that_will_do_is_left_alone(fake: Fake, run_module: Run, tmp_path: Path, kind: str) -> None:
    result = run_module("vault_ssh_sign", ready(fake, tmp_path, KEYS[kind]))
    assert (result["changed"], result["reason"]) == (False, "")
    assert result["diff"]["before"] == {"serial_number": "ff", "key_id": "k", "principals": ["a", "b"]}
    assert not fake.writes


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"valid_principals": ["a"]}, "it is for other names"),
        ({"public_key": public(KEYS["ecdsa"])}, "it is for another key"),
        ({"cert_type": "host"}, "it is for another key"),
        ({"renew_after": 0.09}, "10% of its life have passed"),
        ({"force": True}, "it is forced"),
        ({"path": None}, "there is no file to keep it in"),
    ],
)
def test_one_that_will_not_do_is_replaced(
    fake: Fake, run_module: Run, tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    options = {**ready(fake, tmp_path), **options}
    assert run_module("vault_ssh_sign", options, check=True)["reason"] == reason
    assert not fake.writes
    assert run_module("vault_ssh_sign", options)["reason"] == reason
    assert len(fake.writes) == 1


def test_another_authority_is_seen(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    options = ready(fake, tmp_path)
    fake.routes["GET", "/v1/ssh/config/ca"] = Answer(data={"data": {"public_key": public(KEYS["rsa"])}})
    assert run_module("vault_ssh_sign", options)["reason"] == "another authority signed it"


@pytest.mark.parametrize(
    "content", [None, "", "ssh-ed25519 AAAA", "nothing at all", "ssh-rsa-cert-v01@openssh.com AAAAAA=="]
)
def test_what_is_no_certificate_is_replaced(fake: Fake, run_module: Run, tmp_path: Path, content: str | None) -> None:
    options = ready(fake, tmp_path)
    path = tmp_path / "cert"
    path.unlink() if content is None else path.write_text(content)
    result = run_module("vault_ssh_sign", options)
    assert result["reason"] == "there is none"
    assert path.read_text() == result["signed_key"]
    assert path.stat().st_mode & 0o777 == 0o644
    assert fake.writes[0].body["valid_principals"] == "b,a"


def test_what_is_no_key_is_refused(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    result = run_module("vault_ssh_sign", {**ready(fake, tmp_path), "public_key": "/etc/ssh/key.pub"})
    assert "public_key is no public key" in result["msg"]
    assert not fake.writes
