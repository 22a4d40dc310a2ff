# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_rekey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

INIT = "/v1/sys/rekey/init"
UPDATE = "/v1/sys/rekey/update"
MADE = {"complete": True, "keys": ["aa", "bb"], "keys_base64": ["qg==", "uw=="]}


def go(fake: Fake, run_module: Run, *, check: bool = False, no_log: bool = True, **options: Any) -> dict[str, Any]:
    fake.routes["GET", "/v1/sys/seal-status"] = Answer(data={"n": 3, "t": 2})
    fake.routes["PUT", INIT] = Answer(data={"nonce": "n1"})
    fake.routes["DELETE", INIT] = Answer(204)
    fake.routes.setdefault(("PUT", UPDATE), Answer(data=MADE))
    given = {"address": fake.address, "shares": 2, "threshold": 2, "keys": ["hunter2"], **options}
    return run_module("vault_rekey", given, check, no_log)


def test_as_many_as_wanted_are_left_alone(fake: Fake, run_module: Run) -> None:
    assert go(fake, run_module, shares=3, no_log=False)["changed"] is False
    assert not fake.writes


@pytest.mark.parametrize("options", [{}, {"shares": 3, "always": True}])
def test_new_ones_are_made(fake: Fake, run_module: Run, options: dict[str, Any]) -> None:
    assert "no_log" in go(fake, run_module, no_log=False, **options)["msg"]
    assert go(fake, run_module, check=True, **options)["changed"] is True
    assert not fake.writes
    result = go(fake, run_module, **options)
    assert (result["changed"], result["shares"]) == (True, ["aa", "bb"])
    assert "hunter2" not in str(result)
    body = {"secret_shares": options.get("shares", 2), "secret_threshold": 2}
    assert [(one.path, one.body) for one in fake.writes] == [(INIT, body), (UPDATE, {"key": "hunter2", "nonce": "n1"})]


@pytest.mark.parametrize("answer", [Answer(data={"progress": 1}), Answer(400, {"errors": ["wrong hunter2"]})])
def test_a_failure_takes_it_back(fake: Fake, run_module: Run, answer: Answer, tmp_path: Any) -> None:
    fake.routes["PUT", UPDATE] = answer
    result = go(fake, run_module, file=str(tmp_path / "shares"))
    assert result["failed"]
    assert "hunter2" not in result["msg"]
    assert [(one.method, one.body) for one in fake.writes][-1] == ("DELETE", {"nonce": "n1"})
    assert not list(tmp_path.iterdir())
