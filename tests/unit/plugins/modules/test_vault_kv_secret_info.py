# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_kv_secret_info."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


ABOUT = {"type": "kv", "path": "secret/", "options": {"version": "2"}}


def ready(fake: Fake) -> dict[str, Any]:
    fake.routes["GET", "/v1/sys/internal/ui/mounts/secret"] = Answer(data={"data": ABOUT})
    fake.routes["GET", "/v1/secret/metadata/shop"] = Answer(data={"data": {"current_version": 3}})
    fake.routes["GET", "/v1/secret/data/shop"] = Answer(data={"data": {"data": {"a": "b"}, "metadata": {"version": 2}}})
    fake.routes["LIST", "/v1/secret/metadata"] = Answer(data={"data": {"keys": ["shop", "mail/"]}})
    return {"address": fake.address}


def test_values_are_read_only_where_they_are_asked_for(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "path": "shop"}
    assert run_module("vault_kv_secret_info", options)["secret"] == {
        "mount": "secret",
        "path": "shop",
        "current_version": 3,
    }
    assert "/v1/secret/data/shop" not in [seen.path for seen in fake.seen]
    assert "no_log: true" in run_module("vault_kv_secret_info", {**options, "values": True})["msg"]
    assert "/v1/secret/data/shop" not in [seen.path for seen in fake.seen]
    result = run_module("vault_kv_secret_info", {**options, "values": True, "version": 2}, no_log=True)
    assert result["secret"]["data"] == {"a": "b"}
    assert fake.seen[-1].query == {"version": ["2"]}


def test_what_is_not_there_is_none(fake: Fake, run_module: Run) -> None:
    assert run_module("vault_kv_secret_info", {**ready(fake), "path": "other"})["secret"] is None


def test_a_folder_is_listed(fake: Fake, run_module: Run) -> None:
    assert run_module("vault_kv_secret_info", ready(fake))["names"] == ["shop", "mail/"]
    assert run_module("vault_kv_secret_info", {**ready(fake), "path": "none/"})["names"] == []
