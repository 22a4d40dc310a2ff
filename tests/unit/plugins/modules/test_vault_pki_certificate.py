# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_certificate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake, certificates

Run = Callable[..., dict[str, Any]]


PATH = "/v1/pki/issue/web"


def ready(fake: Fake, tls: Path, folder: Path, there: bool = True) -> dict[str, Any]:
    """A certificate for 127.0.0.1 and server.global.nomad, of common name server, whose life of 25 h began 1 h ago."""
    certificate, key = ((tls / name).read_text() for name in ("cert.pem", "key.pem"))
    made = {"certificate": certificate, "issuing_ca": (tls / "ca.pem").read_text(), "private_key": key}
    fake.routes["POST", PATH] = Answer(data={"data": made})
    if there:
        (folder / "cert").write_text(certificate)
        (folder / "key").write_text(key)
        (folder / "cert").chmod(0o644)
        (folder / "key").chmod(0o600)
    return {
        "address": fake.address,
        "role": "web",
        "common_name": "server",
        "alt_names": ["server.global.nomad"],
        "ip_sans": ["127.0.0.1"],
        "certificate_path": str(folder / "cert"),
        "key_path": str(folder / "key"),
    }


def test_one_that_will_do_is_left_alone(fake: Fake, run_module: Run, tls: Path, tmp_path: Path) -> None:
    result = run_module("vault_pki_certificate", ready(fake, tls, tmp_path))
    assert (result["changed"], result["reason"]) == (False, "")
    assert not fake.seen


def test_files_are_written_as_they_may_be_read(fake: Fake, run_module: Run, tls: Path, tmp_path: Path) -> None:
    options = ready(fake, tls, tmp_path, there=False)
    assert run_module("vault_pki_certificate", options, check=True)["reason"] == "there is none"
    assert not fake.seen
    assert not list(tmp_path.iterdir())
    result = run_module("vault_pki_certificate", options)
    assert result["changed"]
    assert "PRIVATE KEY" not in str(result)
    assert (tmp_path / "cert").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").read_text() == (tls / "key.pem").read_text()
    assert not run_module("vault_pki_certificate", options)["changed"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"alt_names": []}, "it is for other names"),
        ({"ip_sans": ["127.0.0.1", "::1"]}, "it is for other names"),
        ({"common_name": "other"}, "it is for other names"),
        ({"renew_after": 0.03}, "4% of its life have passed"),
        ({"force": True}, "it is forced"),
    ],
)
def test_one_that_will_not_do_is_replaced(
    fake: Fake, run_module: Run, tls: Path, tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    result = run_module("vault_pki_certificate", {**ready(fake, tls, tmp_path), **options})
    assert result["reason"] == reason
    assert len(fake.writes) == 1


def test_a_key_that_is_gone_or_another_one_is_seen(fake: Fake, run_module: Run, tls: Path, tmp_path: Path) -> None:
    options = ready(fake, tls, tmp_path)
    other = tmp_path / "other"
    certificates_folder = tmp_path / "tls"
    certificates_folder.mkdir()
    certificates(certificates_folder)
    other.write_text((certificates_folder / "key.pem").read_text())
    result = run_module("vault_pki_certificate", {**options, "key_path": str(other)}, check=True)
    assert result["reason"] == "its key is another one"
    (tmp_path / "key").unlink()
    assert run_module("vault_pki_certificate", options, check=True)["reason"] == "there is none"


def test_a_mode_that_is_too_wide_is_narrowed(fake: Fake, run_module: Run, tls: Path, tmp_path: Path) -> None:
    options = ready(fake, tls, tmp_path)
    (tmp_path / "key").chmod(0o644)
    assert run_module("vault_pki_certificate", options)["changed"]
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert not fake.seen


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"certificate_path": None, "key_path": None}, "no_log: true"),
        ({"key_path": None}, "key_path must be given"),
        ({"certificate_path": None}, "certificate_path or chain_path must be given"),
        ({"renew_after": 67}, "at most 1"),
        ({"key_path": "/nowhere/key"}, "key_path: /nowhere does not exist"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    fake: Fake, run_module: Run, tls: Path, tmp_path: Path, options: dict[str, Any], why: str
) -> None:
    assert why in run_module("vault_pki_certificate", {**ready(fake, tls, tmp_path), **options})["msg"]
    assert not fake.seen
