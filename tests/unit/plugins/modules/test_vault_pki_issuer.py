# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_issuer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/pki/issuer/one"


def there(fake: Fake, tls: Path, name: str = "one") -> dict[str, Any]:
    about = {
        "issuer_id": "i",
        "issuer_name": name,
        "usage": "crl-signing,read-only",
        "manual_chain": None,
        "certificate": (tls / "ca.pem").read_text(),
    }
    fake.routes["GET", PATH] = fake.routes["GET", "/v1/pki/issuer/i"] = Answer(data={"data": about})
    fake.routes["POST", "/v1/pki/issuer/i"] = fake.routes["DELETE", "/v1/pki/issuer/i"] = Answer(204)
    return {"address": fake.address, "issuer_ref": "one"}


def test_usage_is_compared_as_vault_makes_it(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "usage": ["crl-signing"], "manual_chain": []}
    assert not run_module("vault_pki_issuer", options)["changed"]
    assert not fake.writes


def test_a_change_keeps_the_rest(fake: Fake, run_module: Run, tls: Path) -> None:
    assert run_module("vault_pki_issuer", {**there(fake, tls), "issuer_name": "first", "manual_chain": ["one"]})[
        "changed"
    ]
    assert fake.writes[0].body == {"issuer_name": "first", "usage": "crl-signing,read-only", "manual_chain": ["i"]}


def test_one_that_was_renamed_is_found(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "issuer_ref": "old", "issuer_name": "one"}
    fake.routes["GET", "/v1/pki/issuer/old"] = Answer(500, "unable to find PKI issuer for reference: old")
    assert not run_module("vault_pki_issuer", options)["changed"]


def test_one_that_is_not_there(fake: Fake, run_module: Run, tls: Path) -> None:
    options = there(fake, tls)
    fake.routes["GET", PATH] = Answer(500, "unable to find PKI issuer for reference: one")
    assert "no such issuer" in run_module("vault_pki_issuer", options)["msg"]
    assert not run_module("vault_pki_issuer", {**options, "state": "absent"})["changed"]
    assert not fake.writes


def test_it_is_deleted(fake: Fake, run_module: Run, tls: Path) -> None:
    assert run_module("vault_pki_issuer", {**there(fake, tls), "state": "absent"})["changed"]
    assert [write.method for write in fake.writes] == ["DELETE"]
