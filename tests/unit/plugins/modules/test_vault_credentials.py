# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


LEASE = {"lease_id": "nomad/creds/reader/1", "lease_duration": 60, "renewable": True, "data": {"secret_id": "s3cret"}}


def test_what_has_a_lease_is_a_change(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/nomad/creds/reader"] = Answer(data=LEASE)
    fake.routes["GET", "/v1/db/static-creds/x"] = Answer(data={**LEASE, "lease_id": ""})
    options = {"address": fake.address, "path": "/nomad/creds/reader"}
    assert "no_log: true" in run_module("vault_credentials", options)["msg"]
    assert run_module("vault_credentials", options, check=True, no_log=True) == {"failed": False, "changed": True}
    assert not fake.seen
    result = run_module("vault_credentials", options, no_log=True)
    assert result["changed"]
    assert (result["credentials"], result["lease_id"]) == (LEASE["data"], LEASE["lease_id"])
    options["path"] = "db/static-creds/x"
    assert not run_module("vault_credentials", options, no_log=True)["changed"]


def test_what_is_asked_for_is_sent(fake: Fake, run_module: Run) -> None:
    fake.routes["POST", "/v1/aws/sts/x"] = Answer(data=LEASE)
    run_module("vault_credentials", {"address": fake.address, "path": "aws/sts/x", "data": {"ttl": "1m"}}, no_log=True)
    assert fake.writes[0].body == {"ttl": "1m"}


def test_a_mount_alone_is_refused(fake: Fake, run_module: Run) -> None:
    result = run_module("vault_credentials", {"address": fake.address, "path": "aws/"}, no_log=True)
    assert "path must be" in result["msg"]


def test_a_call_that_may_have_made_some_is_not_sent_again(fake: Fake, run_module: Run) -> None:
    fake.answers = [Answer(0), Answer(data=LEASE)]
    assert run_module("vault_credentials", {"address": fake.address, "path": "a/creds/b"}, no_log=True)["failed"]
    assert len(fake.seen) == 1
