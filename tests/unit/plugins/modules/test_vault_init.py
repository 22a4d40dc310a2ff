# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_init."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/sys/init"
SEAL = "/v1/sys/seal-status"
MADE = {"keys": ["aa", "bb"], "keys_base64": ["YQ==", "Yg=="], "root_token": "hvs.x"}


def test_once(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "shamir"})
    fake.routes["PUT", PATH] = Answer(data=MADE)
    options = {"address": fake.address, "shares": 2, "threshold": 2}
    assert "no_log" in run_module("vault_init", options)["msg"]
    assert not fake.writes
    result = run_module("vault_init", options, no_log=True)
    returned = (result["shares"], result["shares_base64"], result["root_token"])
    assert returned == (MADE["keys"], MADE["keys_base64"], MADE["root_token"])
    assert "hvs.x" not in str(result["diff"])
    assert fake.writes[0].body == {"secret_shares": 2, "secret_threshold": 2}


def test_a_seal_that_opens_by_itself_has_recovery_shares(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "transit"})
    made = {
        "keys": [],
        "keys_base64": [],
        "recovery_keys": ["aa"],
        "recovery_keys_base64": ["YQ=="],
        "root_token": "hvs.x",
    }
    fake.routes["PUT", PATH] = Answer(data=made)
    options = {"address": fake.address, "shares": 1, "threshold": 1, "pgp_keys": ["key"]}
    result = run_module("vault_init", options, no_log=True)
    assert (result["shares"], result["shares_base64"], result["root_token"]) == (["aa"], ["YQ=="], "hvs.x")
    assert fake.writes[0].body == {"recovery_shares": 1, "recovery_threshold": 1, "recovery_pgp_keys": ["key"]}
    path = tmp_path / "init.json"
    run_module("vault_init", {**options, "file": str(path)})
    assert json.loads(path.read_text()) == {"recovery_keys": ["aa"], "root_token": "hvs.x"}


@pytest.mark.parametrize("done", [True, False])
def test_check_mode_and_an_initialised_one_give_no_keys(fake: Fake, run_module: Run, done: bool) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": done})
    result = run_module("vault_init", {"address": fake.address}, check=not done, no_log=True)
    assert result["changed"] is not done
    assert not {"shares", "shares_base64", "root_token"} & set(result)
    assert not fake.writes


def test_a_lost_answer_is_not_repeated(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "shamir"})
    fake.routes["PUT", PATH] = Answer(0)
    assert run_module("vault_init", {"address": fake.address}, no_log=True)["failed"]
    assert len(fake.writes) == 1


def test_the_file_gets_what_can_be_had_only_once(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "shamir"})
    fake.routes["PUT", PATH] = Answer(data=MADE)
    path = tmp_path / "init.json"
    result = run_module("vault_init", {"address": fake.address, "file": str(path)})
    assert result["changed"] is True
    assert "hvs.x" not in str(result)
    assert json.loads(path.read_text()) == {"keys": ["aa", "bb"], "root_token": "hvs.x"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_initialises_nothing(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "shamir"})
    result = run_module("vault_init", {"address": fake.address, "file": str(tmp_path / "absent" / "init.json")})
    assert "file: cannot write" in result["msg"]
    assert not fake.writes


def test_a_refusal_leaves_no_file(fake: Fake, run_module: Run, tmp_path: Path) -> None:
    fake.routes["GET", PATH] = Answer(data={"initialized": False})
    fake.routes["GET", SEAL] = Answer(data={"type": "shamir"})
    fake.routes["PUT", PATH] = Answer(500, {"errors": ["no"]})
    assert run_module("vault_init", {"address": fake.address, "file": str(tmp_path / "init.json")})["failed"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options", [{"shares": 2, "threshold": 3}, {"shares": 2, "threshold": 1}, {"shares": 5, "pgp_keys": ["a"]}]
)
def test_what_cannot_be_is_refused(fake: Fake, run_module: Run, options: dict[str, Any]) -> None:
    assert run_module("vault_init", {"address": fake.address, **options}, no_log=True)["failed"]
    assert not fake.seen
