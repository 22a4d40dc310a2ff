# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_intermediate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


BASE = "/v1/pki-web"
MISSING = Answer(500, {"errors": ["unable to find PKI issuer for reference: web"]})
NO_KEY = Answer(500, {"errors": ["unable to find PKI key for reference: web"]})


@pytest.fixture
def csr(tls: Path) -> str:
    """A request for signature by the key of the certificate."""
    key: Any = serialization.load_pem_private_key((tls / "key.pem").read_bytes(), None)
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def ready(fake: Fake, tls: Path, csr: str, key: bool = False) -> dict[str, Any]:
    fake.routes["GET", f"{BASE}/issuer/web"] = MISSING
    fake.routes["GET", f"{BASE}/key/web"] = Answer(data={"data": {"key_id": "k"}}) if key else NO_KEY
    for kind in ("internal", "existing"):
        fake.routes["POST", f"{BASE}/issuers/generate/intermediate/{kind}"] = Answer(data={"data": {"csr": csr}})
    signed = {"certificate": (tls / "cert.pem").read_text(), "issuing_ca": (tls / "ca.pem").read_text()}
    fake.routes["POST", "/v1/pki/issuer/default/sign-intermediate"] = Answer(data={"data": signed})
    fake.routes["POST", f"{BASE}/intermediate/set-signed"] = Answer(data={"data": {"mapping": {"i": "k"}}})
    about = {"issuer_id": "i", "issuer_name": "", "certificate": signed["certificate"]}
    fake.routes["GET", f"{BASE}/issuer/i"] = Answer(data={"data": about})
    fake.routes["POST", f"{BASE}/issuer/i"] = Answer(204)
    return {"address": fake.address, "mount": "pki-web", "issuer_name": "web", "common_name": "server"}


def test_another_issuer_of_vault_signs(fake: Fake, run_module: Run, tls: Path, csr: str) -> None:
    options = {**ready(fake, tls, csr), "parent_mount": "pki", "ttl": "1h", "key_type": "ec"}
    assert run_module("vault_pki_intermediate", options, check=True)["changed"]
    assert not fake.writes
    assert run_module("vault_pki_intermediate", options)["changed"]
    request, sign, import_, name = fake.writes
    assert request.body == {"key_type": "ec", "common_name": "server", "key_name": "web"}
    assert sign.body == {"ttl": 3600, "common_name": "server", "csr": csr}
    assert import_.body["certificate"] == (tls / "cert.pem").read_text() + (tls / "ca.pem").read_text()
    assert name.body == {"issuer_name": "web"}


def test_one_that_is_signed_elsewhere_keeps_its_key(fake: Fake, run_module: Run, tls: Path, csr: str) -> None:
    options = ready(fake, tls, csr)
    assert run_module("vault_pki_intermediate", options, check=True) | {"diff": 0} == {
        "failed": False,
        "changed": True,
        "csr": "",
        "issuer": {"mount": "pki-web", "key_name": "web"},
        "diff": 0,
    }
    assert run_module("vault_pki_intermediate", options)["csr"] == csr
    result = run_module("vault_pki_intermediate", {**ready(fake, tls, csr, key=True), "key_type": "ec"})
    assert (result["changed"], result["csr"]) == (False, csr)
    assert [write.path.rpartition("/")[2] for write in fake.writes] == ["internal", "existing"]
    assert fake.writes[1].body == {"common_name": "server", "key_ref": "web"}


def test_the_request_says_that_it_is_for_an_authority(fake: Fake, run_module: Run, tls: Path, csr: str) -> None:
    says = {"add_basic_constraints": True, "key_usage": ["CertSign"]}
    assert run_module("vault_pki_intermediate", {**ready(fake, tls, csr), **says})["csr"] == csr
    assert fake.writes[0].body == {"common_name": "server", "key_name": "web", **says}


def test_the_certificate_of_another_key_is_refused(fake: Fake, run_module: Run, tls: Path, csr: str) -> None:
    options = ready(fake, tls, csr, key=True)
    result = run_module("vault_pki_intermediate", {**options, "certificate": (tls / "ca.pem").read_text()})
    assert "it is not for the key web" in result["msg"]
    assert [write.path.rpartition("/")[2] for write in fake.writes] == ["existing"]
    assert run_module("vault_pki_intermediate", {**options, "certificate": (tls / "cert.pem").read_text()})["changed"]


def test_one_that_is_there_is_left_alone(fake: Fake, run_module: Run, tls: Path, csr: str) -> None:
    options = {**ready(fake, tls, csr), "parent_mount": "pki"}
    about = {"issuer_id": "i", "issuer_name": "web", "certificate": (tls / "cert.pem").read_text()}
    fake.routes["GET", f"{BASE}/issuer/web"] = Answer(data={"data": about})
    assert not run_module("vault_pki_intermediate", options)["changed"]
    assert "common_name" in run_module("vault_pki_intermediate", {**options, "common_name": "other"})["msg"]
    assert not fake.writes
