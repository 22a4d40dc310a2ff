# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module nomad_namespace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import Answer, Fake

Run = Callable[..., dict[str, Any]]


PATH = "/v1/namespace/team%2Fa"
NOW = {"Name": "team/a", "Description": "x", "Capabilities": {"EnabledTaskDrivers": ["a", "b"]}, "CreateIndex": 3}


def test_what_is_the_same_is_left_alone(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    options = {"address": fake.address, "name": "team/a", "enabled_task_drivers": ["b", "a"]}
    assert run_module("nomad_namespace", options)["changed"] is False
    assert not fake.writes


def test_what_is_not_given_is_kept(fake: Fake, run_module: Run) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    fake.routes["PUT", PATH] = Answer()
    run_module("nomad_namespace", {"address": fake.address, "name": "team/a", "disabled_task_drivers": ["c"]})
    assert fake.writes[0].body["Description"] == "x"
    assert fake.writes[0].body["Capabilities"] == {"EnabledTaskDrivers": ["a", "b"], "DisabledTaskDrivers": ["c"]}


@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_writes_nothing(fake: Fake, run_module: Run, state: str) -> None:
    fake.routes["GET", PATH] = Answer(data=NOW)
    options = {"address": fake.address, "name": "team/a", "description": "y", "state": state}
    assert run_module("nomad_namespace", options, check=True)["changed"] is True
    assert not fake.writes
