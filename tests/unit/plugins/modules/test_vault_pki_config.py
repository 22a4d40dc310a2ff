# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_pki_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_names_are_compared_as_ids_and_parts_alone(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/pki/issuer/one"] = Answer(data={"data": {"issuer_id": "i"}})
    fake.routes["GET", "/v1/pki/config/issuers"] = Answer(data={"data": {"default": "i"}})
    fake.routes["GET", "/v1/pki/config/crl"] = Answer(data={"data": {"expiry": "72h", "disable": False}})
    fake.routes["POST", "/v1/pki/config/crl"] = Answer(204)
    options = {"address": fake.address, "issuers": {"default": "one"}, "crl": {"expiry": "3d"}}
    assert not run_module("vault_pki_config", options)["changed"]
    assert run_module("vault_pki_config", {**options, "crl": {"expiry": "4d"}})["changed"]
    assert [(write.path, write.body) for write in fake.writes] == [
        ("/v1/pki/config/crl", {"expiry": "96h0m0s", "disable": False})
    ]
