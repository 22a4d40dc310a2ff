# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


SECRET = "8f0f3c1e-5d0a-4c39-9b1e-3a1c2b7d9e11"
SELF, BOOTSTRAP = ("GET", "/v1/acl/token/self"), ("PUT", "/v1/acl/bootstrap")


def test_a_secret_that_works_changes_nothing(fake: Fake, run_module: Run) -> None:
    fake.routes[SELF] = Answer(data={"AccessorID": "a", "Policies": [{"ID": "00000000-0000-0000-0000-000000000001"}]})
    result = run_module("consul_acl_bootstrap", {"address": fake.address, "secret": SECRET, "token": ""})
    assert result["changed"] is False
    assert fake.seen[0].headers["x-consul-token"] == SECRET
    assert not fake.writes


@pytest.mark.parametrize("check", [True, False])
def test_the_given_secret_is_used(fake: Fake, run_module: Run, check: bool) -> None:
    fake.routes[SELF] = Answer(403, "ACL not found")
    fake.routes[BOOTSTRAP] = Answer(data={"AccessorID": "a", "SecretID": SECRET})
    result = run_module("consul_acl_bootstrap", {"address": fake.address, "secret": SECRET}, check=check)
    assert result["changed"] is True
    assert SECRET not in str(result)
    assert [one.body for one in fake.writes] == ([] if check else [{"BootstrapSecret": SECRET}])


def test_another_secret_is_one_clear_error(fake: Fake, run_module: Run) -> None:
    fake.routes[SELF] = Answer(403, "ACL not found")
    fake.routes[BOOTSTRAP] = Answer(
        403, "Permission denied: rpc error: ACL bootstrap no longer allowed (reset index: 7)"
    )
    result = run_module("consul_acl_bootstrap", {"address": fake.address, "secret": SECRET})
    assert "bootstrapped with another secret; give that one" in result["msg"]
    assert "reset index: 7" in result["msg"]
    assert SECRET not in str(result)


def test_no_uuid_is_refused_before_anything_is_sent(fake: Fake, run_module: Run) -> None:
    result = run_module("consul_acl_bootstrap", {"address": fake.address, "secret": "hunter2"})
    assert "secret must be a UUID" in result["msg"]
    assert not fake.seen
