# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_mount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


LIST = "/v1/sys/mounts"
NOW = {
    "secret/": {"type": "kv", "options": {"version": "2"}, "local": False, "config": {"max_lease_ttl": 0}},
    "sys/": {"type": "system"},
}


def ready(fake: Fake, path: str = "secret") -> dict[str, Any]:
    fake.routes["GET", LIST] = Answer(data={"data": NOW})
    for route in (("POST", f"{LIST}/{path}"), ("POST", f"{LIST}/{path}/tune"), ("DELETE", f"{LIST}/{path}")):
        fake.routes[route] = Answer(204)
    return {"address": fake.address, "path": f"{path}/"}


def test_what_is_as_wanted_is_left_alone(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "type": "kv", "options": {"version": 2}, "max_lease_ttl": 0}
    assert not run_module("vault_mount", options)["changed"]
    assert not fake.writes


def test_a_path_below_an_engine_is_not_that_engine(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, "secret/below"), "type": "kv", "description": "d", "default_lease_ttl": "1h"}
    assert run_module("vault_mount", options)["changed"]
    assert fake.writes[0].path == f"{LIST}/secret/below"
    assert fake.writes[0].body == {"type": "kv", "description": "d", "config": {"default_lease_ttl": 3600}}
    assert not run_module("vault_mount", {**options, "state": "absent"})["changed"]


def test_a_change_tunes_what_is_given(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "max_lease_ttl": "1h", "description": ""}
    assert run_module("vault_mount", options, check=True)["changed"]
    assert not fake.writes
    assert run_module("vault_mount", options)["changed"]
    assert (fake.writes[0].path, fake.writes[0].body) == (
        f"{LIST}/secret/tune",
        {"max_lease_ttl": 3600, "description": ""},
    )


def test_it_is_disabled(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "state": "absent"}
    assert run_module("vault_mount", options)["changed"]
    assert [(write.method, write.path) for write in fake.writes] == [("DELETE", f"{LIST}/secret")]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"type": "pki"}, "type: the object has 'kv'"),
        ({"local": True}, "local: the object has False"),
        ({"type": "kv-v2"}, "write type: kv and options: {version: 2}"),
        ({"options": {"version": 1}}, "cannot be made one of version 1"),
        ({"path": "other"}, "type must be given"),
    ],
)
def test_what_cannot_be_is_refused(fake: Fake, run_module: Run, options: dict[str, Any], why: str) -> None:
    assert why in run_module("vault_mount", {**ready(fake), **options})["msg"]
    assert not fake.writes
