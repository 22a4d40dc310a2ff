# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_what_is_asked_for_is_read(fake: Fake, run_module: Run) -> None:
    fake.routes["LIST", "/v1/pki/issuers"] = Answer(
        data={"data": {"keys": ["i"], "key_info": {"i": {"issuer_name": "one"}}}}
    )
    fake.routes["GET", "/v1/pki/issuer/i"] = Answer(data={"data": {"usage": "read-only"}})
    fake.routes["GET", "/v1/pki/cert/0a"] = Answer(data={"data": {"revocation_time": 0}})
    options = {"address": fake.address}
    result = run_module("vault_pki_info", options)
    assert result["issuers"] == [{"issuer_id": "i", "issuer_name": "one"}]
    assert (result["keys"], result["roles"], result["config"]) == ([], [], {"urls": None, "crl": None})
    assert len(fake.seen) == 5
    assert run_module("vault_pki_info", {**options, "details": True})["issuers"][0]["usage"] == "read-only"
    assert run_module("vault_pki_info", {**options, "certificates": True})["serial_numbers"] == []
    result = run_module("vault_pki_info", {**options, "serial_number": "0a"})
    assert result["certificate"] == {"revocation_time": 0}
    assert "issuers" not in result
