# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_database_connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/database/config/shop"
NOW = {
    "plugin_name": "postgresql-database-plugin",
    "connection_details": {"username": "vault", "max_open_connections": 4},
    "allowed_roles": ["a", "b"],
    "root_credentials_rotate_statements": [],
}
OPTIONS = {
    "name": "shop",
    "plugin_name": "postgresql-database-plugin",
    "connection_details": {"username": "vault"},
    "allowed_roles": ["b", "a"],
    "password": "s3cret",
}


def ready(fake: Fake, there: bool) -> dict[str, Any]:
    fake.routes["GET", PATH] = Answer(data={"data": NOW}) if there else Answer(404)
    fake.routes["POST", PATH] = fake.routes["POST", "/v1/database/rotate-root/shop"] = Answer(204)
    return {"address": fake.address, **OPTIONS}


def test_what_is_as_wanted_is_left_alone(fake: Fake, run_module: Run) -> None:
    assert not run_module("vault_database_connection", ready(fake, True))["changed"]
    assert not fake.writes


def test_details_are_sent_beside_the_others_and_nothing_else_is_lost(fake: Fake, run_module: Run) -> None:
    result = run_module("vault_database_connection", {**ready(fake, True), "allowed_roles": ["a"]})
    body = {key: value for key, value in fake.writes[0].body.items() if value}
    assert body == {"username": "vault", "max_open_connections": 4, "allowed_roles": ["a"], "password": "s3cret"}
    assert "s3cret" not in str(result)


def test_root_is_rotated_once(fake: Fake, run_module: Run) -> None:
    run_module("vault_database_connection", {**ready(fake, False), "rotate_root": True})
    assert [write.path for write in fake.writes] == [PATH, "/v1/database/rotate-root/shop"]
    options = {**ready(fake, True), "rotate_root": True, "update_secret": "always"}
    assert not run_module("vault_database_connection", options)["changed"]
    run_module("vault_database_connection", {**options, "allowed_roles": []})
    assert "password" not in fake.writes[2].body
    assert len(fake.writes) == 3


@pytest.mark.parametrize(
    "details",
    [{"password": "hunter2"}, {"private_key": "hunter2"}, {"connection_url": "postgresql://vault:hunter2@db/shop"}],
)
def test_secrets_that_would_be_shown_are_refused(fake: Fake, run_module: Run, details: dict[str, str]) -> None:
    result = run_module("vault_database_connection", {**ready(fake, False), "connection_details": details})
    assert "option password" in result["msg"] or "option private_key" in result["msg"]
    assert "hunter2" not in str(result)
    assert not fake.writes
