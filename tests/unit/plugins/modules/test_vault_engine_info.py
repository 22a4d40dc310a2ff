# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_engine_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


def test_what_the_kind_has_is_read(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", "/v1/sys/mounts"] = Answer(data={"data": {"db/": {"type": "database"}, "pki/": {"type": "pki"}}})
    fake.routes["LIST", "/v1/db/roles"] = Answer(data={"data": {"keys": ["reader"]}})
    fake.routes["GET", "/v1/db/roles/reader"] = Answer(data={"data": {"db_name": "shop"}})
    options = {"address": fake.address, "mount": "db/"}
    result = run_module("vault_engine_info", options)
    assert result["lists"] == {"config": {}, "roles": {"reader": {}}, "static-roles": {}}
    assert result["engine"] == {"type": "database", "path": "db"}
    result = run_module("vault_engine_info", {**options, "details": True})
    assert result["lists"]["roles"] == {"reader": {"db_name": "shop"}}
    assert "is of type pki" in run_module("vault_engine_info", {**options, "mount": "pki"})["msg"]
    assert "is no engine" in run_module("vault_engine_info", {**options, "mount": "other"})["msg"]
    assert not fake.writes
