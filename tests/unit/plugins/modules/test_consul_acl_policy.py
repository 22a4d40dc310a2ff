# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module consul_acl_policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/acl/policy/name/readers"


@pytest.mark.parametrize("absent", [Answer(404, "x"), Answer(403, "token does not exist: Cannot find policy")])
def test_a_new_one_is_sent_once(fake: Fake, run_module: Run, absent: Answer) -> None:
    fake.routes["GET", PATH] = absent
    fake.routes["PUT", "/v1/acl/policy"] = Answer(data={"ID": "i", "Name": "readers", "Rules": "r"})
    assert (
        run_module("consul_acl_policy", {"address": fake.address, "name": "readers", "rules": "r"})["changed"] is True
    )
    assert fake.writes[0].body == {"Name": "readers", "Rules": "r"}


def test_a_change_goes_to_its_id_and_keeps_the_rest(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data={"ID": "i", "Name": "readers", "Rules": "r", "Description": "d"})
    fake.routes["PUT", "/v1/acl/policy/i"] = Answer(data={})
    run_module("consul_acl_policy", {"address": fake.address, "name": "readers", "rules": "s"})
    assert fake.writes[0].body["Description"] == "d"


def test_no_permission_is_no_absence(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(403, "Permission denied")
    assert "403" in run_module("consul_acl_policy", {"address": fake.address, "name": "readers"})["msg"]
    assert not fake.writes
