# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_nomad_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


ACCESS, LEASE = "/v1/nomad/config/access", "/v1/nomad/config/lease"
OPTIONS = {"nomad_address": "https://n:4646", "nomad_token": "s3cret", "ttl": "1h"}


def there(fake: Fake) -> dict[str, Any]:
    fake.routes["GET", ACCESS] = Answer(data={"data": {"address": "https://n:4646", "max_token_name_length": 99}})
    fake.routes["GET", LEASE] = Answer(data={"data": {"ttl": 3600, "max_ttl": 7200}})
    for method in ("POST", "DELETE"):
        fake.routes[method, ACCESS] = fake.routes[method, LEASE] = Answer(204)
    return {"address": fake.address, **OPTIONS}


def test_only_the_part_that_differs_is_written_as_a_whole(fake: Fake, run_module: Run) -> None:
    options = there(fake)
    assert run_module("vault_nomad_config", options)["changed"] is False
    assert not fake.writes
    result = run_module("vault_nomad_config", {**options, "ttl": "2h"})
    assert result["changed"]
    assert [(write.path, write.body) for write in fake.writes] == [(LEASE, {"ttl": 7200, "max_ttl": 7200})]


def test_the_secret_goes_along_or_alone_and_is_never_shown(fake: Fake, run_module: Run) -> None:
    options = there(fake)
    result = run_module("vault_nomad_config", {**options, "nomad_address": "https://m:4646"})
    assert fake.writes[0].body == {"address": "https://m:4646", "token": "s3cret", "max_token_name_length": 99}
    assert "s3cret" not in str(result)
    result = run_module("vault_nomad_config", {**options, "update_secret": "always"})
    assert result["changed"]
    assert fake.writes[1].body["token"] == "s3cret"
    assert "s3cret" not in str(result)


def test_what_is_not_asked_for_is_not_read(fake: Fake, run_module: Run) -> None:
    options = there(fake)
    run_module("vault_nomad_config", {"address": options["address"], "ttl": "1h"})
    assert [seen.path for seen in fake.seen] == [LEASE]


def test_all_of_it_is_deleted(fake: Fake, run_module: Run) -> None:
    options = there(fake)
    assert run_module("vault_nomad_config", {**options, "state": "absent"}, check=True)["changed"]
    assert not fake.writes
    assert run_module("vault_nomad_config", {**options, "state": "absent"})["changed"]
    assert [(write.method, write.path) for write in fake.writes] == [("DELETE", ACCESS), ("DELETE", LEASE)]
    fake.routes.clear()
    assert not run_module("vault_nomad_config", {**options, "state": "absent"})["changed"]
