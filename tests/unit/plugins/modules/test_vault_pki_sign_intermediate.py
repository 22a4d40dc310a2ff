# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_sign_intermediate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/pki/issuer/default/sign-intermediate"


@pytest.fixture
def csr(tls: Path) -> str:
    """A request for signature by the key of the certificate."""
    key: Any = serialization.load_pem_private_key((tls / "key.pem").read_bytes(), None)
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def test_it_is_signed_once(fake: Fake, run_module: Run, tls: Path, tmp_path: Path, csr: str) -> None:
    signed = {"certificate": (tls / "cert.pem").read_text(), "issuing_ca": (tls / "ca.pem").read_text()}
    fake.routes["POST", PATH] = Answer(data={"data": signed})
    path = tmp_path / "pem"
    options = {"address": fake.address, "csr": csr, "common_name": "x", "ttl": "1h", "path": str(path)}
    assert run_module("vault_pki_sign_intermediate", options, check=True)["changed"]
    assert not fake.seen
    assert run_module("vault_pki_sign_intermediate", options)["changed"]
    assert fake.writes[0].body == {"csr": csr, "common_name": "x", "ttl": 3600}
    assert path.read_text() == signed["certificate"] + signed["issuing_ca"]
    assert not run_module("vault_pki_sign_intermediate", options)["changed"]
    path.write_text(signed["issuing_ca"])
    assert run_module("vault_pki_sign_intermediate", options, check=True)["reason"] == "its key is another one"


def test_what_cannot_be_signed_is_refused(fake: Fake, run_module: Run, csr: str) -> None:
    options = {"address": fake.address, "csr": csr}
    assert "common_name must be given" in run_module("vault_pki_sign_intermediate", options)["msg"]
    options = {**options, "csr": "x", "common_name": "x"}
    assert "csr is no request" in run_module("vault_pki_sign_intermediate", options)["msg"]
    assert not fake.writes
