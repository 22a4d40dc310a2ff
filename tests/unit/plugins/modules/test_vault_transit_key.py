# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_transit_key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/transit/keys/shop"
NOW: dict[str, Any] = {
    "name": "shop",
    "type": "aes256-gcm96",
    "exportable": True,
    "allow_plaintext_backup": False,
    "deletion_allowed": False,
    "auto_rotate_period": 2592000,
    "latest_version": 2,
    "keys": {"1": 1, "2": 1700000000},
}


def ready(fake: Fake, there: bool = True, **more: Any) -> dict[str, Any]:
    fake.routes["GET", PATH] = Answer(data={"data": {**NOW, **more}}) if there else Answer(404)
    for path in (PATH, f"{PATH}/config", f"{PATH}/rotate", f"{PATH}/trim"):
        fake.routes["POST", path] = Answer(204)
    fake.routes["DELETE", PATH] = Answer(204)
    return {"address": fake.address, "name": "shop"}


def test_what_is_as_wanted_is_left_alone(fake: Fake, run_module: Run) -> None:
    assert not run_module("vault_transit_key", {**ready(fake), "type": "aes256-gcm96", "auto_rotate_period": "30d"})[
        "changed"
    ]
    assert not fake.writes


def test_settings_go_where_each_belongs(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake, there=False), "type": "ed25519", "exportable": True, "deletion_allowed": True}
    assert run_module("vault_transit_key", options)["changed"]
    assert [(write.path, write.body) for write in fake.writes] == [
        (PATH, {"type": "ed25519", "exportable": True}),
        (f"{PATH}/config", {"exportable": True, "deletion_allowed": True}),
    ]


@pytest.mark.parametrize(("age", "due"), [("1h", True), ("36500d", False), (0, True)])
@pytest.mark.parametrize("made", [1700000000, {"creation_time": "2023-11-14T22:13:20.123456789Z"}])
def test_it_is_rotated_when_it_is_old(fake: Fake, run_module: Run, age: Any, due: bool, made: Any) -> None:
    options = {**ready(fake, keys={"2": made}), "rotate_after": age}
    assert run_module("vault_transit_key", options, check=True)["changed"] is due
    assert not fake.writes
    assert run_module("vault_transit_key", options)["changed"] is due
    assert [write.path for write in fake.writes] == ([f"{PATH}/rotate"] if due else [])


def test_deletion_is_allowed_first_where_the_user_says_so(fake: Fake, run_module: Run) -> None:
    options = {**ready(fake), "state": "absent"}
    assert "deletion_allowed: true" in run_module("vault_transit_key", options)["msg"]
    assert not fake.writes
    assert run_module("vault_transit_key", {**options, "deletion_allowed": True})["changed"]
    assert [(write.method, write.path) for write in fake.writes] == [("POST", f"{PATH}/config"), ("DELETE", PATH)]


def test_what_vault_never_takes_back_is_refused(fake: Fake, run_module: Run) -> None:
    assert "never takes it back" in run_module("vault_transit_key", {**ready(fake), "exportable": False})["msg"]
    assert "type: the object has" in run_module("vault_transit_key", {**ready(fake), "type": "hmac"})["msg"]
    assert not fake.writes
