# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_revoke."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_one_that_is_revoked_is_left_alone(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/pki/cert/0a%3Abb"] = Answer(data={"data": {"revocation_time": 5}})
    options = {"address": fake.address, "serial_number": "0A-BB"}
    assert not run_module("vault_pki_revoke", options)["changed"]
    assert not fake.writes


def test_one_that_is_not_is_revoked(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/pki/cert/0a%3Abb"] = Answer(data={"data": {"revocation_time": 0}})
    fake.routes["POST", "/v1/pki/revoke"] = Answer(data={"data": {"revocation_time": 7}})
    options = {"address": fake.address, "serial_number": "0a:bb"}
    assert run_module("vault_pki_revoke", options, check=True)["changed"]
    assert not fake.writes
    assert run_module("vault_pki_revoke", options)["revoked"] == {"serial_number": "0a:bb", "revocation_time": 7}
    assert fake.writes[0].body == {"serial_number": "0a:bb"}


def test_a_certificate_that_is_not_stored_is_revoked_by_itself(fake: Fake, run_module: Run, tls: Path) -> None:
    pem = (tls / "cert.pem").read_text()
    fake.routes["POST", "/v1/pki/revoke"] = Answer(data={"data": {"revocation_time": 7}})
    assert run_module("vault_pki_revoke", {"address": fake.address, "certificate": pem})["changed"]
    assert fake.writes[0].body == {"certificate": pem}
    result = run_module("vault_pki_revoke", {"address": fake.address, "certificate": "x"})
    assert "no certificate in PEM" in result["msg"]
