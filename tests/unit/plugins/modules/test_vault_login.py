# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

LOGIN = {"method": "approle", "role_id": "admin", "secret_id": "hunter2"}
PATH = "/v1/auth/approle/login"
REVOKE = "/v1/auth/token/revoke-self"
AUTH = {"client_token": "hvs.made", "policies": ["default"], "lease_duration": 60, "token_type": "service"}


@pytest.mark.parametrize("check", [False, True])
def test_the_token_is_returned_and_kept(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes["POST", PATH] = Answer(data={"auth": AUTH})
    result = run_module("vault_login", {"address": fake.address, "login": LOGIN}, check=check, no_log=True)
    auth = {"policies": ["default"], "lease_duration": 60, "token_type": "service"}
    assert result == {"failed": False, "changed": False, "token": "hvs.made", "auth": auth}
    assert [one.path for one in fake.seen] == [PATH]


def test_the_token_of_the_environment_gives_way(fake: Fake, run_module: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "from-environment")
    fake.routes["POST", PATH] = Answer(data={"auth": AUTH})
    options = {"address": fake.address, "login": LOGIN}
    assert run_module("vault_login", options, no_log=True)["token"] == "hvs.made"
    assert "both given" in run_module("vault_login", {**options, "token": "explicit"}, no_log=True)["msg"]


def test_a_token_is_not_printed(fake: Fake, run_module: Run) -> None:
    result = run_module("vault_login", {"address": fake.address, "login": LOGIN})
    assert "no_log" in result["msg"]
    assert not fake.seen


@pytest.mark.parametrize("login", [None, {"method": "token", "token": "hvs.mine"}])
def test_only_a_login_makes_a_token(fake: Fake, run_module: Run, login: Any) -> None:
    result = run_module("vault_login", {"address": fake.address, "login": login}, no_log=True)
    assert "login is needed" in result["msg"]
    assert not fake.seen


def test_a_token_is_revoked(fake: Fake, run_module: Run) -> None:
    options = {"address": fake.address, "token": "hvs.made", "state": "absent"}
    assert run_module("vault_login", options, check=True) == {"failed": False, "changed": False}
    assert not fake.seen
    fake.routes["POST", REVOKE] = Answer(204)
    assert run_module("vault_login", options) == {"failed": False, "changed": False}
    assert [(one.path, one.headers["x-vault-token"]) for one in fake.seen] == [(REVOKE, "hvs.made")]


def test_a_token_that_is_none_any_more_is_no_error(fake: Fake, run_module: Run) -> None:
    options = {"address": fake.address, "token": "hvs.made", "state": "absent"}
    fake.routes["POST", REVOKE] = Answer(403, {"errors": ["2 errors occurred: * permission denied * invalid token"]})
    assert run_module("vault_login", options) == {"failed": False, "changed": False}
    fake.routes["POST", REVOKE] = Answer(403, {"errors": ["1 error occurred: * permission denied"]})
    assert "permission denied" in run_module("vault_login", options)["msg"]


@pytest.mark.parametrize("options", [{}, {"login": LOGIN}, {"token": ""}])
def test_what_to_revoke_must_be_said(fake: Fake, run_module: Run, options: dict[str, Any]) -> None:
    result = run_module("vault_login", {"address": fake.address, "state": "absent", **options})
    assert "token is needed" in result["msg"]
    assert not fake.seen
