# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules vault_lease and vault_lease_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]
LEASES = "/v1/sys/leases"
LOOKUP = f"{LEASES}/lookup"


def go(fake: Fake, run_module: Run, there: bool, check: bool = False, **options: Any) -> dict[str, Any]:
    data = {"id": "db/creds/shop/1", "ttl": 60}
    fake.routes["POST", LOOKUP] = Answer(data={"data": data}) if there else Answer(400, {"errors": ["invalid lease"]})
    fake.routes["LIST", f"{LOOKUP}/db/creds/shop"] = (
        Answer(data={"data": {"keys": ["1"]}}) if there else Answer(404, {})
    )
    for path in ("revoke", "renew", "revoke-prefix/db/creds/shop", "revoke-force/db/creds/shop"):
        fake.routes["POST", f"{LEASES}/{path}"] = Answer(204)
    return run_module("vault_lease", {"address": fake.address, **options}, check)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    ("options", "path", "body"),
    [
        ({"lease_id": "db/creds/shop/1"}, "revoke", {"lease_id": "db/creds/shop/1", "sync": True}),
        ({"prefix": "db/creds/shop/"}, "revoke-prefix/db/creds/shop", {"sync": True}),
        ({"prefix": "db/creds/shop", "force": True}, "revoke-force/db/creds/shop", None),
    ],
)
def test_what_is_there_is_revoked(
    fake: Fake, run_module: Run, check: bool, there: bool, options: dict[str, Any], path: str, body: Any
) -> None:
    assert go(fake, run_module, there, check, **options)["changed"] is there
    sent = [(one.path, one.body) for one in fake.writes if one.path != LOOKUP]
    assert sent == ([(f"{LEASES}/{path}", body)] if there and not check else [])


@pytest.mark.parametrize("there", [True, False])
def test_they_are_read(fake: Fake, run_module: Run, there: bool) -> None:
    go(fake, run_module, there, check=True, prefix="x")
    for options in ({"lease_id": "db/creds/shop/1"}, {"prefix": "db/creds/shop"}):
        result = run_module("vault_lease_info", {"address": fake.address, **options})
        assert [one["id"] for one in result["leases"]] == (["db/creds/shop/1"] if there else [])
