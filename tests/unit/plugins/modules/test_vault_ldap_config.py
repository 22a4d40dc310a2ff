# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module vault_ldap_config."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]

MODULE = "vault_ldap_config"
PATH = "/v1/auth/ldap/config"
THERE = {"url": "ldap://a", "userattr": "uid", "request_timeout": 90, "tls_min_version": "tls12"}
SAME: dict[str, Any] = {"url": "LDAP://A", "userattr": "UID", "request_timeout": "90s", "bindpass": "hunter2"}
OTHER: dict[str, Any] = {"userdn": "ou=x", "bindpass": "hunter2"}
BODY = {"userdn": "ou=x", "bindpass": "hunter2"}


def go(fake: Fake, run_module: Run, check: bool = False, **options: Any) -> dict[str, Any]:
    return run_module(MODULE, {"address": fake.address, **options}, check)


@pytest.mark.parametrize("check", [True, False])
def test_only_a_difference_is_written(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes["GET", PATH] = Answer(data={"data": THERE})
    fake.routes["POST", PATH] = Answer(204)
    assert go(fake, run_module, check, **SAME)["changed"] is False
    assert not fake.writes
    result = go(fake, run_module, check, **OTHER)
    assert result["changed"] is True
    assert "hunter2" not in str(result)
    assert [one.body for one in fake.writes] == ([] if check else [BODY])


def test_a_password_is_sent_where_asked_for(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"data": THERE})
    fake.routes["POST", PATH] = Answer(204)
    assert go(fake, run_module, bindpass="hunter2", update_secret="always")["changed"] is True
    assert fake.writes[0].body == {"bindpass": "hunter2"}
