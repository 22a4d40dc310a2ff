# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


ACCESSOR, SECRET = "3f8ab1a8-6d4e-4d0e-a1f5-6c2d1f0c7b11", "7b0dd0a6-96f3-4c3c-8d63-6f3cf0a5d111"
PATH = f"/v1/acl/token/{ACCESSOR}"
NOW = {
    "AccessorID": ACCESSOR,
    "SecretID": SECRET,
    "Description": "d",
    "Policies": [{"ID": "2", "Name": "b"}, {"ID": "1", "Name": "a"}],
    "NodeIdentities": [{"NodeName": "n", "Datacenter": "dc1"}],
    "ServiceIdentities": [{"ServiceName": "web"}],
    "Local": False,
}


def test_the_same_in_another_order_is_left_alone(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    options = {
        "address": fake.address,
        "accessor_id": ACCESSOR,
        "secret_id": SECRET,
        "policies": ["a", "b"],
        "node_identities": [{"node_name": "n", "datacenter": "dc1"}],
        "service_identities": [{"service_name": "web"}],
    }
    result = run_module("consul_acl_token", options)
    assert result["changed"] is False
    assert SECRET not in str(result)
    assert not fake.writes


@pytest.mark.parametrize("absent", [Answer(404, "x"), Answer(403, "rpc error making call: ACL not found")])
def test_a_new_one_gets_the_given_ids(fake: Fake, run_module: Run, absent: Answer) -> None:
    fake.routes["GET", PATH] = absent
    fake.routes["PUT", "/v1/acl/token"] = Answer(data=NOW)
    result = run_module(
        "consul_acl_token", {"address": fake.address, "accessor_id": ACCESSOR, "secret_id": SECRET, "policies": ["a"]}
    )
    assert fake.writes[0].body == {"AccessorID": ACCESSOR, "SecretID": SECRET, "Policies": [{"Name": "a"}]}
    assert SECRET not in str(result)


def test_lists_may_be_emptied(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["PUT", PATH] = Answer(data={})
    run_module("consul_acl_token", {"address": fake.address, "accessor_id": ACCESSOR, "node_identities": []})
    assert fake.writes[0].body["NodeIdentities"] == []


def test_another_secret_is_refused(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    other = "7b0dd0a6-96f3-4c3c-8d63-6f3cf0a5d112"
    result = run_module("consul_acl_token", {"address": fake.address, "accessor_id": ACCESSOR, "secret_id": other})
    assert "secret_id: the object has another one" in result["msg"]
    assert SECRET not in str(result)
    assert not fake.writes
