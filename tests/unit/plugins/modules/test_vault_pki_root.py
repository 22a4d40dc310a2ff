# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_root."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


ISSUER = "/v1/pki/issuer/root-1"
MISSING = Answer(500, {"errors": ["1 error occurred: * unable to find PKI issuer for reference: root-1"]})


def there(fake: Fake, tls: Path) -> dict[str, Any]:
    about = {"issuer_id": "i", "issuer_name": "root-1", "certificate": (tls / "ca.pem").read_text()}
    fake.routes["GET", ISSUER] = Answer(data={"data": about})
    fake.routes["DELETE", ISSUER] = Answer(204)
    return {"address": fake.address, "issuer_name": "root-1"}


def test_one_that_is_there_is_never_made_again(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "common_name": "test CA", "ttl": "1h", "key_type": "ec", "organization": ["other"]}
    assert run_module("vault_pki_root", options)["changed"] is False
    result = run_module("vault_pki_root", {**options, "common_name": "other"})
    assert "common_name: the object has 'test CA'" in result["msg"]
    assert not fake.writes


def test_one_that_is_not_is_made(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "common_name": "test CA", "ttl": "1h", "alt_names": ["a", "b"]}
    fake.routes["POST", "/v1/pki/issuers/generate/" + "root/internal"] = Answer(data={"data": {}})
    found = fake.routes["GET", ISSUER]
    fake.routes["GET", ISSUER] = MISSING
    assert run_module("vault_pki_root", options, check=True)["changed"]
    assert not fake.writes
    fake.answers = [MISSING, Answer(data={"data": {}}), found]
    assert run_module("vault_pki_root", options)["issuer"]["common_name"] == "test CA"
    assert fake.writes[0].body == {
        "issuer_name": "root-1",
        "common_name": "test CA",
        "ttl": 3600,
        "alt_names": "a,b",
    }


def test_a_key_is_returned_only_where_it_is_hidden(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "common_name": "test CA", "type": "exported"}
    assert "no_log: true" in run_module("vault_pki_root", options)["msg"]
    assert not fake.seen
    fake.answers = [MISSING, Answer(data={"data": {"private_key": "k"}}), fake.routes["GET", ISSUER]]
    assert run_module("vault_pki_root", options, no_log=True)["private_key"] == "k"


def test_an_import_gets_its_name_and_keeps_the_rest(fake: Fake, run_module: Run, tls: Path) -> None:
    options = {**there(fake, tls), "pem_bundle": "bundle"}
    issuer = {"issuer_id": "i", "issuer_name": "", "usage": "read-only", "certificate": (tls / "ca.pem").read_text()}
    fake.routes["GET", "/v1/pki/issuer/i"] = Answer(data={"data": issuer})
    fake.routes["POST", "/v1/pki/issuer/i"] = Answer(204)
    fake.routes["GET", ISSUER] = MISSING
    fake.routes["POST", "/v1/pki/issuers/import/bundle"] = Answer(data={"data": {"mapping": {"x": "", "i": "k"}}})
    assert run_module("vault_pki_root", options)["changed"]
    assert fake.writes[1].body == {"issuer_name": "root-1", "usage": "read-only"}


def test_another_error_is_no_absence(fake: Fake, run_module: Run, tls: Path) -> None:
    options = there(fake, tls)
    fake.routes["GET", ISSUER] = Answer(400, {"errors": ["something else"]})
    assert "something else" in run_module("vault_pki_root", {**options, "state": "absent"})["msg"]


def test_it_is_deleted(fake: Fake, run_module: Run, tls: Path) -> None:
    assert run_module("vault_pki_root", {**there(fake, tls), "state": "absent"})["changed"]
    assert [(write.method, write.path) for write in fake.writes] == [("DELETE", ISSUER)]
