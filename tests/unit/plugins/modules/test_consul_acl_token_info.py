# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_token_info."""

from __future__ import annotations

import pytest
from fake_server import Answer, Fake
from object_contract import Run

TOKENS = [
    {"AccessorID": "1", "SecretID": "hunter2", "Policies": [{"ID": "p", "Name": "a"}]},
    {"AccessorID": "2", "SecretID": "hunter2", "Roles": [{"ID": "r", "Name": "b"}]},
]


@pytest.mark.parametrize(
    ("options", "found"), [({}, ["1", "2"]), ({"policy": "a"}, ["1"]), ({"role": "b"}, ["2"]), ({"policy": "p"}, [])]
)
def test_tokens_are_found_by_what_they_have(
    fake: Fake, run_module: Run, options: dict[str, str], found: list[str]
) -> None:
    fake.routes["GET", "/v1/acl/tokens"] = Answer(data=TOKENS)
    result = run_module("consul_acl_token_info", {"address": fake.address, **options})
    assert [token["AccessorID"] for token in result["tokens"]] == found
    assert "hunter2" not in str(result)


def test_one_is_read_without_its_secret(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/acl/token/1"] = Answer(data=TOKENS[0])
    result = run_module("consul_acl_token_info", {"address": fake.address, "accessor_id": "1"})
    assert result["tokens"][0]["AccessorID"] == "1"
    assert "hunter2" not in str(result)


def test_a_time_to_live_counts_from_the_creation(fake: Fake, run_module: Run) -> None:
    accessor = "3f8ab1a8-6d4e-4d0e-a1f5-6c2d1f0c7b11"
    path = f"/v1/acl/token/{accessor}"
    fake.routes["GET", path] = Answer(404)
    fake.routes["PUT", "/v1/acl/token"] = fake.routes["PUT", path] = Answer(data={})
    options = {"address": fake.address, "accessor_id": accessor, "expiration_ttl": "90m"}
    run_module("consul_acl_token", options)
    fake.routes["GET", path] = Answer(data={"AccessorID": accessor, "ExpirationTime": "2027-01-01T00:00:00Z"})
    assert run_module("consul_acl_token", options)["changed"] is False
    run_module("consul_acl_token", {**options, "description": "x"})
    assert [write.body.get("ExpirationTTL") for write in fake.writes] == ["1h30m0s", None]
