# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_transit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def ready(fake: Fake, **answer: Any) -> dict[str, Any]:
    fake.routes["GET", "/v1/transit/keys/shop"] = Answer(data={"data": {}})
    for operation in ("encrypt", "decrypt", "sign", "verify"):
        fake.routes["POST", f"/v1/transit/{operation}/shop"] = Answer(data={"data": answer})
    return {"address": fake.address, "name": "shop"}


def test_text_is_encoded(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, ciphertext="vault:v1:x"), "operation": "encrypt", "input": "s3cret", "context": "c"}
    result = run_module("vault_transit", options)
    assert (result["changed"], result["ciphertext"]) == (False, "vault:v1:x")
    assert fake.writes[0].body == {"plaintext": "czNjcmV0", "context": "Yw=="}


def test_a_key_is_never_made_by_encrypting(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, ciphertext="vault:v1:x"), "operation": "encrypt", "input": "x"}
    fake.routes["GET", "/v1/transit/keys/shop"] = Answer(404)
    assert "has no key shop" in run_module("vault_transit", options)["msg"]
    assert not fake.writes
    fake.routes["GET", "/v1/transit/keys/shop"] = Answer(403, "permission denied")  # a token that may only encrypt
    assert not run_module("vault_transit", options)["failed"]


def test_plaintext_is_returned_only_where_it_is_hidden(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, plaintext="czNjcmV0"), "operation": "decrypt", "ciphertext": "vault:v1:x"}
    assert "no_log: true" in run_module("vault_transit", options)["msg"]
    assert not fake.seen
    assert run_module("vault_transit", options, no_log=True)["plaintext"] == "s3cret"
    ready(fake, plaintext="/w==")
    result = run_module("vault_transit", options, no_log=True)
    assert (result["plaintext"], result["plaintext_base64"]) == (None, "/w==")


def test_what_does_not_belong_together_fails(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, valid=False), "operation": "verify", "input": "x", "signature": "vault:v1:x"}
    assert "is not what the key shop signed" in run_module("vault_transit", options)["msg"]
    ready(fake, valid=True)
    assert not run_module("vault_transit", options)["failed"]


def test_what_is_missing_is_named(fake: Fake, run_module: Run) -> None:
    assert "input" in run_module("vault_transit", {**ready(fake), "operation": "sign"})["msg"]
